'use client'
// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useInsertionEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { comparator, dropStore, listOptions, safely, storeOf, unplaced } from "./client.js";
import { jsx } from "react/jsx-runtime";
// src/react/context.ts
const IdentityContext = /* @__PURE__ */ createContext(void 0);
function useStore() {
	const client = useQueryClient();
	const identity = useContext(IdentityContext);
	return {
		identity,
		store: storeOf(client, identity)
	};
}
// src/react/keep-places.ts
function keepPlaces(compare) {
	let came = /* @__PURE__ */ new Map();
	return (rows) => {
		const now = rows;
		came = new Map(now.map((row) => [row.id, came.get(row.id) ?? row]));
		const then = (row) => came.get(row.id) ?? row;
		return [...now].sort((a, b) => compare(then(a), then(b)));
	};
}
// src/react/use-calls.ts
const idle = {
	running: 0,
	error: null
};
const ACTIONS = [
	["add", "Adding"],
	["update", "Updating"],
	["remove", "Removing"],
	["addMany", "AddingMany"],
	["updateMany", "UpdatingMany"],
	["removeMany", "RemovingMany"]
];
function useCalls(live, collection, room, scope, store, queryKey, optimisticUpdates, refetchOnSuccess) {
	const [calls, setCalls] = useState({});
	const methods = useMemo(() => {
		const made = {};
		for (const [action] of ACTIONS) {
			const isMany = action.endsWith("Many");
			const note = (change) => setCalls((before) => ({
				...before,
				[action]: change(before[action] ?? idle)
			}));
			const call = (input, callbacks) => {
				const { ids, saved: settled } = live ? live.mutate(action, input, scope ?? void 0, optimisticUpdates) : {
					ids: [],
					saved: Promise.reject(unplaced(collection, room))
				};
				note(({ running }) => ({
					running: running + 1,
					error: null
				}));
				const saved = settled.then((rows) => {
					if (refetchOnSuccess) store.client.invalidateQueries({
						queryKey,
						exact: true
					});
					return action.startsWith("remove") ? void 0 : isMany ? rows : rows[0];
				});
				const end = (error, data) => {
					note((before) => ({
						running: before.running - 1,
						error: error ?? before.error
					}));
					safely(() => error ? callbacks?.onError?.(error) : callbacks?.onSuccess?.(data));
					safely(() => callbacks?.onSettled?.(data, error));
				};
				saved.then((data) => end(null, data), end);
				return isMany ? {
					ids,
					saved
				} : {
					id: ids[0] ?? "",
					saved
				};
			};
			made[action] = call;
			made[`${action}Async`] = (...given) => call(...given).saved;
		}
		return made;
	}, [
		live,
		store,
		collection,
		room,
		scope,
		queryKey,
		optimisticUpdates,
		refetchOnSuccess
	]);
	return useMemo(() => {
		const made = { ...methods };
		for (const [action, doing] of ACTIONS) {
			const { running, error } = calls[action] ?? idle;
			made[`is${doing}`] = running > 0;
			made[`${action}Error`] = error;
		}
		return made;
	}, [methods, calls]);
}
// src/react/use-warning.ts
const PATIENCE = 1e3;
const warned = /* @__PURE__ */ new Set();
function useWarning(store, name, room) {
	useEffect(() => {
		if (room === void 0 || warned.has(name)) return;
		const timer = setTimeout(() => {
			if (warned.has(name) || store.room(room).link() !== "idle") return;
			warned.add(name);
			console.warn(`ferrosync: \`${name}\` of \`${room}\` is shown, but no \`useLiveSync\` keeps it up to date`);
		}, PATIENCE);
		return () => clearTimeout(timer);
	}, [
		store,
		name,
		room
	]);
}
// src/react/use-collection.ts
function useCollection(collection, ...args) {
	return useList(useQuery, collection, args);
}
function useSuspenseCollection(collection, ...args) {
	return useList(useSuspenseQuery, collection, args);
}
const nobody = /* @__PURE__ */ new Set();
const nothing = [];
const none = () => void 0;
function useList(useRows, collection, args) {
	const rest = [...args];
	const room = collection.room ?? rest.shift();
	const scope = collection.scope !== null && rest.length > 0 && typeof (rest[0] ?? "") === "string" ? rest.shift() ?? null : void 0;
	const { optimisticUpdates, refetchOnSuccess, reorderOnUpdate = true, consistentReads, select, ...options } = rest[0] ?? {};
	const { identity, store } = useStore();
	const live = room === void 0 || scope === null ? void 0 : store.room(room).collection(collection);
	const list = live?.list(scope ?? void 0);
	const read = useMemo(() => listOptions(collection, room, scope, identity, consistentReads), [
		collection,
		room,
		scope,
		identity,
		consistentReads
	]);
	const { queryKey } = read;
	const version = list?.version ?? none;
	useSyncExternalStore(list?.subscribe ?? none, version, version);
	const isConnected = () => room !== void 0 && store.room(room).link() === "connected";
	const isLive = useSyncExternalStore(store.subscribe, isConnected, isConnected);
	if (process.env.NODE_ENV !== "production") useWarning(store, collection.name, room);
	const arrange = useMemo(() => reorderOnUpdate ? void 0 : keepPlaces(comparator(...collection.orderBy)), [collection, reorderOnUpdate]);
	const arranged = useMemo(() => arrange && select ? (rows) => select(arrange(rows)) : select ?? arrange, [arrange, select]);
	const query = useRows({
		...options,
		...isLive && options.staleTime === void 0 && { staleTime: Number.POSITIVE_INFINITY },
		...read,
		...arranged && { select: arranged },
		enabled: read.enabled && (options.enabled ?? true)
	});
	const calls = useCalls(live, collection, room, scope, store, queryKey, optimisticUpdates, refetchOnSuccess);
	const pending = live?.pendingIds() ?? nobody;
	const questions = useMemo(() => {
		const isSaving = (id) => pending.has(id);
		return {
			isEntitySaving: isSaving,
			isMutationPending: isSaving,
			isPending: ({ id }) => isSaving(id)
		};
	}, [pending]);
	const { data = select ? void 0 : nothing, isLoading, isError, error, refetch } = query;
	return useMemo(() => ({
		data,
		isLoading,
		isError,
		error,
		refetch,
		queryKey,
		...calls,
		...questions
	}), [
		data,
		isLoading,
		isError,
		error,
		refetch,
		queryKey,
		calls,
		questions
	]);
}
// src/react/use-live-sync.ts
function useRooms(rooms, schema, options = {}) {
	const { store } = useStore();
	const latest = useRef(options);
	useInsertionEffect(() => {
		latest.current = options;
	});
	const names = JSON.stringify([...new Set(rooms)]);
	useEffect(() => {
		const onError = (error) => latest.current.onError?.(error);
		const onSchemaChange = () => latest.current.onSchemaChange?.();
		const releases = JSON.parse(names).map((name) => store.room(name).connect({
			schema,
			onError,
			onSchemaChange
		}));
		return () => {
			for (const release of releases) release();
		};
	}, [
		store,
		names,
		schema
	]);
}
// src/react/create-sync-hooks.ts
function createSyncHooks(collections, schema) {
	const rooms = Object.values(collections).map(({ room }) => room);
	const shared = rooms.filter((room) => room !== null);
	const isShared = shared.length === rooms.length;
	const useNamed = (ref, ...args) => {
		const collection = typeof ref === "string" ? collections[ref] : ref;
		if (!collection) throw new TypeError(`there is no collection \`${String(ref)}\``);
		return useCollection(collection, ...args);
	};
	return {
		useCollection: useNamed,
		useUserCollection: useNamed,
		useLiveSync: (...args) => {
			const [syncId, options] = args;
			useRooms(syncId !== void 0 ? [syncId] : isShared || args.length === 0 ? shared : [], schema, options);
		},
		useUserLiveSync: (userId, options) => useRooms(userId !== void 0 ? [userId] : [], schema, options)
	};
}
// src/react/provider.tsx
function ConnectionProvider({ identity, children, ...config }) {
	const user = identity ?? void 0;
	const store = storeOf(useQueryClient(), user);
	store.configure(config, true);
	useInsertionEffect(() => store.configure(config));
	const former = useRef(store);
	useEffect(() => {
		const { client, identity: left } = former.current;
		if (former.current !== store) dropStore(client, left);
		former.current = store;
	}, [store]);
	return /* @__PURE__ */ jsx(IdentityContext.Provider, {
		value: user,
		children
	});
}
// src/react/use-access.ts
function useAccess(syncId = "default") {
	const { store } = useStore();
	const access = () => store.room(syncId).access();
	return useSyncExternalStore(store.subscribe, access, access);
}
// src/react/use-connection-status.ts
function useConnectionStatus(syncId) {
	const { store } = useStore();
	const state = () => store.state(syncId);
	return useSyncExternalStore(store.subscribe, state, state);
}
// src/react/use-pending-mutations.ts
function usePendingMutations(syncId) {
	const { store } = useStore();
	const version = useSyncExternalStore(store.subscribe, store.version, store.version);
	return useMemo(() => store.queue(syncId).map(({ mid, collection, action, ids, scope }) => ({
		id: mid,
		collection,
		action,
		ids,
		scope
	})), [
		store,
		syncId,
		version
	]);
}
export { ConnectionProvider, createSyncHooks, useAccess, useCollection, useConnectionStatus, usePendingMutations, useStore, useSuspenseCollection };
