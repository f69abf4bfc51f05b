'use client'
// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.

// src/react/use-collection.ts
import { useQuery } from "@tanstack/react-query";
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
  return useList(typed, ...placeOf(collection, args));
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
var idle = { running: 0, error: null };
function useList(collection, ...[room, scope, options]) {
  const { identity, store } = useStore();
  const live = room === void 0 || scope === null ? void 0 : store.room(room).collection(collection);
  const list = live?.list(scope ?? void 0);
  const read = listOptions(collection, room, scope, identity);
  const version = list?.version ?? zero;
  useSyncExternalStore(list?.subscribe ?? never, version, version);
  const link = () => room === void 0 ? "idle" : store.room(room).link();
  const isLive = useSyncExternalStore(store.subscribe, link, link) === "connected";
  const query = useQuery({
    // What the socket keeps fresh is not to be read again, unless the user says otherwise.
    ...isLive && { staleTime: Number.POSITIVE_INFINITY },
    ...options,
    ...read,
    enabled: read.enabled && (options.enabled ?? true)
  });
  const [calls, setCalls] = useState({});
  const methods = useMemo(() => {
    const call = (action, input) => {
      const saving = live ? live.mutate(action, input, scope ?? void 0) : refused(unplaced(collection, room));
      setCalls((all2) => ({ ...all2, [action]: { running: (all2[action] ?? idle).running + 1, error: null } }));
      const settle = (error) => {
        setCalls((all2) => {
          const before = all2[action] ?? idle;
          return { ...all2, [action]: { running: before.running - 1, error: error ?? before.error } };
        });
      };
      saving.saved.then(() => settle(null), settle);
      return saving;
    };
    const one = (action, pick) => {
      return (input, callbacks) => {
        const { ids, saved } = call(action, input);
        return { id: ids[0] ?? "", saved: listen(saved.then(pick), callbacks) };
      };
    };
    const many = (action, pick) => {
      return (input, callbacks) => {
        const { ids, saved } = call(action, input);
        return { ids, saved: listen(saved.then(pick), callbacks) };
      };
    };
    const first = (rows) => rows[0];
    const all = (rows) => rows;
    const none = () => {
    };
    return {
      add: one("add", first),
      update: one("update", first),
      remove: one("remove", none),
      addMany: many("addMany", all),
      updateMany: many("updateMany", all),
      removeMany: many("removeMany", none)
    };
  }, [live, collection, room, scope]);
  const pending = live?.pendingIds() ?? nobody;
  const isEntitySaving = useCallback((id) => pending.has(id), [pending]);
  const isPending = useCallback((row) => pending.has(row.id), [pending]);
  const of = (action) => calls[action] ?? idle;
  return {
    data: query.data ?? nothing,
    isLoading: query.isLoading,
    isError: query.isError,
    error: query.error,
    refetch: query.refetch,
    queryKey: read.queryKey,
    ...methods,
    isAdding: of("add").running > 0,
    addError: of("add").error,
    isUpdating: of("update").running > 0,
    updateError: of("update").error,
    isRemoving: of("remove").running > 0,
    removeError: of("remove").error,
    isAddingMany: of("addMany").running > 0,
    addManyError: of("addMany").error,
    isUpdatingMany: of("updateMany").running > 0,
    updateManyError: of("updateMany").error,
    isRemovingMany: of("removeMany").running > 0,
    removeManyError: of("removeMany").error,
    isEntitySaving,
    isPending
  };
}
var zero = () => 0;
function listen(saved, callbacks) {
  saved.catch(() => {
  });
  hear(saved, callbacks);
  return saved;
}
function refused(error) {
  const saved = Promise.reject(error);
  saved.catch(() => {
  });
  return { ids: [], saved };
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
    const releases = JSON.parse(names).map((name) => store.room(name).connect({ schema, onError }));
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

// src/react/use-connection-status.ts
import { useMemo as useMemo2, useSyncExternalStore as useSyncExternalStore2 } from "react";
function useConnectionStatus(syncId) {
  const { store } = useStore();
  const version = useSyncExternalStore2(store.subscribe, store.version, store.version);
  return useMemo2(() => store.state(syncId), [store, syncId, version]);
}
export {
  ConnectionProvider,
  createSyncHooks,
  useCollection,
  useConnectionStatus
};
