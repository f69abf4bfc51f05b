// What the pieces of code that are no whole file take for granted: the app's imports, and a few values of its own.
declare const todo: import('@docs/sync').Todo
declare const projectId: string
declare const listId: string | undefined
declare const user: { readonly id: string } | undefined
declare const queryClient: import('@tanstack/react-query').QueryClient
declare const App: typeof import('@docs/App').App
declare const ConnectionProvider: typeof import('@docs/sync').ConnectionProvider
declare const lists: typeof import('@docs/sync').lists
declare const todos: typeof import('@docs/sync').todos
declare const tags: typeof import('@docs/sync').tags
declare const useCollection: typeof import('@docs/sync').useCollection
declare const useLiveSync: typeof import('@docs/sync').useLiveSync
declare const useUserCollection: typeof import('@docs/sync').useUserCollection
declare const useUserLiveSync: typeof import('@docs/sync').useUserLiveSync
declare const useConnectionStatus: typeof import('@docs/sync').useConnectionStatus
declare const usePendingMutations: typeof import('@docs/sync').usePendingMutations
declare const useAccess: typeof import('@docs/sync').useAccess
declare const isSyncError: typeof import('@docs/sync').isSyncError
declare const fakeServer: typeof import('@docs/sync/testing').fakeServer
