// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { SyncConfig, AnyCollection, Issue } from './client.js';

type Action = "insert" | "update" | "delete" | "bulk-insert" | "bulk-update" | "bulk-delete";
type ResetReason = "too_old" | "large" | "history" | "access" | "schema";

/** A row of the collection. */
type EntityOf<Collection> = Collection extends AnyCollection<string, infer Entity> ? Entity : never;
/** What an insert takes. */
type InsertOf<Collection> = Collection extends AnyCollection<string, unknown, infer Insert> ? Insert : never;
/** What an update takes. */
type PatchOf<Collection> = Collection extends AnyCollection<string, unknown, unknown, infer Patch> ? Patch : never;
/** Which rows are meant: a collection with one room needs no sync id, and one without scopes no scope. */
interface Place {
    readonly syncId?: string | undefined;
    readonly scope?: string | undefined;
}
/** What a column that points at rows of another collection does when such a row is deleted. */
interface Reference {
    /** The collection that it points at. */
    readonly to: AnyCollection;
    /** `restrict`, unless said otherwise: the row that is pointed at cannot be deleted. */
    readonly onDelete?: 'cascade' | 'set_null' | 'restrict';
}
/** What a fake server is to know beyond the collections. */
interface FakeServerOptions {
    /** Who the page is; nobody unless given. Rows that have an owner need one. */
    readonly userId?: string | undefined;
    /** What `useAccess` gives: a value, or what makes it for a room. */
    readonly access?: unknown;
    /** The server's clock: milliseconds since 1970 UTC, or what tells them. The page's unless given. */
    readonly now?: number | (() => number) | undefined;
    /** `schemaHash` of the generated files; another one is a server of another version. */
    readonly schema?: string | undefined;
    /** Keys that stand once in a room: `{ lists: [['title']] }`. Generated files do not know them. */
    readonly unique?: Readonly<Record<string, readonly (readonly string[])[]>> | undefined;
    /** What points where: `{ todos: { listId: { to: lists, onDelete: 'cascade' } } }`. Generated files do not know it. */
    readonly references?: Readonly<Record<string, Readonly<Record<string, Reference>>>> | undefined;
}
/** Something that the page asked of the server. */
interface Call {
    readonly via: 'http' | 'socket';
    /** What it asks for; `list` and `get` are reads. */
    readonly action: Action | 'list' | 'get';
    readonly syncId: string;
    readonly collection: string;
    readonly scope: string | undefined;
    /** What a mutation says: fields, `{id, data}`, `{id}`, `{items}` or `{ids}`. */
    readonly payload: unknown;
    /** A mutation's id: the same one again is the same mutation again. */
    readonly mid: string | undefined;
}
/** Which calls: the next mutation, the next call of one action, or each that a function says yes to. */
type Which = 'next' | Call['action'] | ((call: Call) => boolean);
/** How a call is refused. A 4xx is a refusal; 401 wants a sign-in; of anything else the page does not know whether it was done. */
interface Refusal {
    readonly status: number;
    readonly code: string;
    readonly message?: string | undefined;
    readonly issues?: readonly Issue[] | undefined;
    /** Seconds. */
    readonly retryAfter?: number | undefined;
}
/** What somebody does who is not the page. Everyone who listens is told; what the server refuses is thrown as `SyncError`. */
interface Someone {
    readonly insert: <C extends AnyCollection>(collection: C, fields: InsertOf<C>, place?: Place) => EntityOf<C>;
    readonly update: <C extends AnyCollection>(collection: C, id: string, data: PatchOf<C>, place?: Place) => EntityOf<C>;
    readonly remove: <C extends AnyCollection>(collection: C, id: string, place?: Place) => void;
}
/** A server in the page's memory. */
interface FakeServer {
    /** For `<ConnectionProvider {...server.connection}>`. */
    readonly connection: SyncConfig & {
        readonly identity?: string;
    };
    /** Puts rows there, as nobody in particular; what is not given is the column's default. Everyone who listens is told. */
    readonly seed: <C extends AnyCollection>(collection: C, rows: readonly Partial<EntityOf<C>>[], place?: Place) => EntityOf<C>[];
    /** What the server has, in the collection's order. */
    readonly rows: <C extends AnyCollection>(collection: C, place?: Place) => EntityOf<C>[];
    /** Somebody else. */
    readonly as: (userId: string) => Someone;
    /**
     * Refuses the next such call; those that a function says yes to, until it is taken back.
     *
     * @returns what takes it back.
     */
    readonly refuse: (which: Which, refusal: Refusal) => () => void;
    /** From now on such calls wait, and nothing of them is done; all of them unless said otherwise. */
    readonly hold: (which?: (call: Call) => boolean) => void;
    /** Does and answers what waits, and holds no more; with a number, only so many of those that wait. */
    readonly release: (count?: number) => void;
    /** What waits. */
    readonly held: () => readonly Call[];
    /** The network is gone: sockets break, requests fail, what waits is lost. The page is told by the `offline` event. */
    readonly offline: () => void;
    /** It is back. */
    readonly online: () => void;
    /** Closes the sockets, as the server does (4401: sign in, 4403: you may not, 1012: come again) or the network (1006). */
    readonly close: (code?: number) => void;
    /** Makes all that was told so far worthless, as after a database was restored (`history`): clients load again. */
    readonly reset: (reason?: ResetReason) => void;
    /** Everything that was asked, in order. */
    readonly sent: () => readonly Call[];
    /**
     * Resolves when nothing is under way any more but what is held and what waits for a time: `await act(() => server.idle())`.
     *
     * It uses the timers that were there when this file was loaded, so that it ends under fake ones too.
     */
    readonly idle: () => Promise<void>;
}

/**
 * Makes a server in the page's memory, to test components with: it speaks the whole wire and keeps the server's rules,
 * as far as the generated files know them. No network, no clock of its own, no chance.
 *
 * ```tsx
 * const server = fakeServer([todos, lists])
 * server.seed(todos, [{ title: 'Buy milk' }])
 * render(<QueryClientProvider client={new QueryClient()}>
 *   <ConnectionProvider {...server.connection}><App /></ConnectionProvider>
 * </QueryClientProvider>)
 * await act(() => server.idle())
 * ```
 */
declare function fakeServer(collections: readonly AnyCollection[], options?: FakeServerOptions): FakeServer;

export { fakeServer };
export type { Action, Call, FakeServer, FakeServerOptions, Place, Reference, Refusal, ResetReason, Someone, Which };
