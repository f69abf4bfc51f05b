'use client'
// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.

// src/react/use-collection.ts
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { listOptions, unplaced } from "./client.js";

// src/react/calls.ts
function hear(saved, callbacks) {
  if (!callbacks) return;
  const { onSuccess, onError, onSettled } = callbacks;
  const safely = (callback) => {
    try {
      callback();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
  saved.then(
    (data) => {
      safely(() => onSuccess?.(data));
      safely(() => onSettled?.(data, null));
    },
    (error) => {
      safely(() => onError?.(error));
      safely(() => onSettled?.(void 0, error));
    }
  );
}

// src/react/context.ts
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { storeOf } from "./client.js";
var IdentityContext = /* @__PURE__ */ createContext(void 0);
function useStore() {
  const client = useQueryClient();
  const identity = useContext(IdentityContext);
  return { identity, store: storeOf(client, identity) };
}

// src/react/use-collection.ts
function useCollection(collection, ...args) {
  const typed = collection;
  return useList(useQuery, typed, ...placeOf(collection, args));
}
function useSuspenseCollection(collection, ...args) {
  const typed = collection;
  return useList(useSuspenseQuery, typed, ...placeOf(collection, args));
}
function placeOf({ room, scope: column }, args) {
  const [syncId, ...rest] = room === null ? args : [room, ...args];
  const hasScope = column !== null && rest.length > 0 && typeof (rest[0] ?? "") === "string";
  const scope = hasScope ? rest.shift() ?? null : void 0;
  return [syncId, scope, rest[0] ?? {}];
}
var nobody = /* @__PURE__ */ new Set();
var never = () => () => {
};
var nothing = [];
var zero = () => 0;
var idle = { running: 0, error: null };
var one = (rows) => rows[0];
var all = (rows) => rows;
var none = () => {
};
var METHODS = [
  ["add", one, "isAdding", "addError"],
  ["update", one, "isUpdating", "updateError"],
  ["remove", none, "isRemoving", "removeError"],
  ["addMany", all, "isAddingMany", "addManyError"],
  ["updateMany", all, "isUpdatingMany", "updateManyError"],
  ["removeMany", none, "isRemovingMany", "removeManyError"]
];
function useList(useRows, collection, ...[room, scope, { optimisticUpdates, ...options }]) {
  const { identity, store } = useStore();
  const live = room === void 0 || scope === null ? void 0 : store.room(room).collection(collection);
  const list = live?.list(scope ?? void 0);
  const read = listOptions(collection, room, scope, identity);
  const version = list?.version ?? zero;
  useSyncExternalStore(list?.subscribe ?? never, version, version);
  const link = () => room === void 0 ? "idle" : store.room(room).link();
  const isLive = useSyncExternalStore(store.subscribe, link, link) === "connected";
  const query = useRows({
    // What the socket keeps fresh is not to be read again, unless the user says otherwise.
    ...isLive && { staleTime: Number.POSITIVE_INFINITY },
    ...options,
    ...read,
    enabled: read.enabled && (options.enabled ?? true)
  });
  const [calls, setCalls] = useState({});
  const methods = useMemo(() => {
    const method = ([action, pick]) => {
      const note = (change) => setCalls((before) => ({ ...before, [action]: change(before[action] ?? idle) }));
      const call = (input, callbacks) => {
        const saving = live ? live.mutate(action, input, scope ?? void 0, optimisticUpdates) : { ids: [], saved: Promise.reject(unplaced(collection, room)) };
        note(({ running }) => ({ running: running + 1, error: null }));
        const settle = (error) => note((before) => ({ running: before.running - 1, error: error ?? before.error }));
        saving.saved.then(() => settle(null), settle);
        const saved = saving.saved.then(pick);
        saved.catch(none);
        hear(saved, callbacks);
        return action.endsWith("Many") ? { ids: saving.ids, saved } : { id: saving.ids[0] ?? "", saved };
      };
      return [action, call];
    };
    return Object.fromEntries(METHODS.map(method));
  }, [live, collection, room, scope, optimisticUpdates]);
  const pending = live?.pendingIds() ?? nobody;
  const isEntitySaving = useCallback((id) => pending.has(id), [pending]);
  const isPending = useCallback((row) => pending.has(row.id), [pending]);
  const states = METHODS.flatMap(([action, , isRunning, lastError]) => {
    const { running, error } = calls[action] ?? idle;
    return [
      [isRunning, running > 0],
      [lastError, error]
    ];
  });
  return {
    data: query.data ?? nothing,
    isLoading: query.isLoading,
    isError: query.isError,
    error: query.error,
    refetch: query.refetch,
    queryKey: read.queryKey,
    ...methods,
    ...Object.fromEntries(states),
    isEntitySaving,
    isPending
  };
}

// src/react/use-live-sync.ts
import { useEffect, useInsertionEffect, useRef } from "react";
function useRooms(rooms, schema, options) {
  const { store } = useStore();
  const latest = useRef(options);
  useInsertionEffect(() => {
    latest.current = options;
  });
  const names = JSON.stringify(rooms);
  useEffect(() => {
    const onError = (error) => latest.current.onError?.(error);
    const onSchemaChange = () => latest.current.onSchemaChange?.();
    const releases = JSON.parse(names).map((name) => store.room(name).connect({ schema, onError, onSchemaChange }));
    return () => {
      for (const release of releases) release();
    };
  }, [store, names, schema]);
}

// src/react/create-sync-hooks.ts
function createSyncHooks(collections, schema) {
  const rooms = Object.values(collections).map(({ room }) => room);
  const shared = [...new Set(rooms.filter((room) => room !== null))];
  const isShared = !rooms.includes(null);
  return {
    useCollection: (ref, ...args) => {
      const collection = typeof ref === "string" ? collections[ref] : ref;
      if (!collection) throw new TypeError(`there is no collection \`${String(ref)}\``);
      return useCollection(collection, ...args);
    },
    useLiveSync: (...args) => {
      const [syncId, options = {}] = args;
      useRooms(syncId !== void 0 ? [syncId] : isShared || args.length === 0 ? shared : [], schema, options);
    }
  };
}

// src/react/provider.tsx
import { useQueryClient as useQueryClient2 } from "@tanstack/react-query";
import { useEffect as useEffect2, useInsertionEffect as useInsertionEffect2, useRef as useRef2 } from "react";
import { dropStore, storeOf as storeOf2 } from "./client.js";
import { jsx } from "react/jsx-runtime";
function ConnectionProvider({ identity, children, ...config }) {
  const client = useQueryClient2();
  const user = identity ?? void 0;
  useInsertionEffect2(() => storeOf2(client, user).configure(config));
  const former = useRef2({ client, user });
  useEffect2(() => {
    const { client: formerClient, user: formerUser } = former.current;
    former.current = { client, user };
    if (formerClient !== client || formerUser !== user) dropStore(formerClient, formerUser);
  }, [client, user]);
  return /* @__PURE__ */ jsx(IdentityContext.Provider, { value: user, children });
}

// src/react/use-access.ts
import { useSyncExternalStore as useSyncExternalStore2 } from "react";
function useAccess(syncId = "default") {
  const { store } = useStore();
  const access = () => store.room(syncId).access();
  return useSyncExternalStore2(store.subscribe, access, access);
}

// src/react/use-connection-status.ts
import { useMemo as useMemo2, useSyncExternalStore as useSyncExternalStore3 } from "react";
function useConnectionStatus(syncId) {
  const { store } = useStore();
  const version = useSyncExternalStore3(store.subscribe, store.version, store.version);
  return useMemo2(() => store.state(syncId), [store, syncId, version]);
}

// src/react/use-pending-mutations.ts
import { useMemo as useMemo3, useSyncExternalStore as useSyncExternalStore4 } from "react";
function usePendingMutations(syncId) {
  const { store } = useStore();
  const version = useSyncExternalStore4(store.subscribe, store.version, store.version);
  return useMemo3(
    () => store.queue(syncId).map(({ mid, collection, action, ids, scope }) => ({ id: mid, collection, action, ids, scope })),
    [store, syncId, version]
  );
}
export {
  ConnectionProvider,
  createSyncHooks,
  useAccess,
  useCollection,
  useConnectionStatus,
  usePendingMutations,
  useSuspenseCollection
};
