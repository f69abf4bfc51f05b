// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.

// src/errors.ts
var brand = /* @__PURE__ */ Symbol.for("ferrosync.SyncError");
var SyncError = class extends Error {
  /** The server's code where it gave one (`VALIDATION`, `FORBIDDEN`, ..), else the same as `kind`. */
  code;
  kind;
  status;
  details;
  constructor(code, message, info) {
    super(message, info.cause === void 0 ? void 0 : { cause: info.cause });
    this.name = "SyncError";
    this.code = code;
    this.kind = info.kind;
    this.status = info.status;
    this.details = { issues: info.issues ?? [], requestId: info.requestId };
    Object.defineProperty(this, brand, { value: true });
  }
};
function isSyncError(error) {
  return typeof error === "object" && error !== null && brand in error;
}
function clientError(code, message, issues) {
  return new SyncError(code, message, { kind: "CLIENT_ERROR", issues });
}

// src/core/cursor.ts
var fnv = (bytes, basis) => {
  const hash = bytes.reduce((hash2, byte) => Math.imul(hash2 ^ byte, 16777619), basis);
  return (hash >>> 0).toString(16).padStart(8, "0");
};
function moved(cursor, seq, mid) {
  const [, reader, schema] = cursor.split(".");
  const bytes = new TextEncoder().encode(mid);
  return [seq, reader, schema, fnv(bytes, 2166136261) + fnv(bytes, 2538058380)].join(".");
}

// src/core/list.ts
var createGroup = () => ({ lists: /* @__PURE__ */ new Set(), pending: [], history: 0 });
function openList(group, compare, holds = () => true) {
  const list2 = {
    group,
    compare,
    holds,
    base: /* @__PURE__ */ new Map(),
    held: void 0,
    cursor: void 0,
    reached: 0,
    wanted: 0,
    view: [],
    shown: /* @__PURE__ */ new Map(),
    dirty: "all"
  };
  for (const { at = 0 } of group.pending) want(list2, at);
  group.lists.add(list2);
  return list2;
}
function closeList(list2) {
  list2.group.lists.delete(list2);
  settle(list2.group);
}
var idOf = (op) => op.type === "put" ? op.row.id : op.id;
var isOpen = ({ held, reached }, { at }) => at === void 0 || held === void 0 || at > Math.max(held, reached);
function snapshot(list2, { rows, seq, cursor }) {
  if (list2.held !== void 0 && seq < list2.held) return;
  list2.base = /* @__PURE__ */ new Map();
  for (const row of rows) list2.base.set(row.id, row);
  list2.dirty = "all";
  move(list2, seq, cursor);
}
function patch(list2, { from, rows, removed, seq, cursor }) {
  const { held = -1 } = list2;
  if (from > held || seq < held) return;
  for (const id of removed) apply(list2, { type: "delete", id });
  for (const row of rows) apply(list2, { type: "put", row });
  move(list2, seq, cursor);
}
function receive(list2, { seq, prev, mid, ops }) {
  const { held = -1, cursor } = list2;
  if (seq <= held) return;
  if (prev > held) return want(list2, seq);
  for (const op of ops) apply(list2, op);
  move(list2, seq, cursor && mid ? moved(cursor, seq, mid) : cursor);
}
function apply(list2, op) {
  if (op.type === "put") list2.base.set(op.row.id, op.row);
  else list2.base.delete(idOf(op));
  touch(list2, [op]);
}
function move(list2, seq, cursor) {
  list2.held = seq;
  list2.cursor = cursor;
  settle(list2.group);
}
function advance(list2, seq) {
  if (!isBehind(list2) && seq > list2.reached) {
    list2.reached = seq;
    settle(list2.group);
  }
}
function want(list2, seq) {
  list2.wanted = Math.max(list2.wanted, seq);
}
var isBehind = ({ held, cursor, wanted }) => held === void 0 || cursor === void 0 || held < wanted;
function lapse(list2) {
  list2.cursor = void 0;
}
function intend(group, intent) {
  group.pending = [...group.pending, intent];
  for (const list2 of group.lists) touch(list2, intent.ops);
}
function acknowledge(group, mid, seq) {
  for (const intent of group.pending) if (intent.mid === mid) intent.at = seq;
  settle(group);
}
function refuse(group, mid) {
  keep(group, (intent) => intent.mid !== mid);
}
function rewind(group) {
  group.history += 1;
  const lost = group.pending.filter(({ at }) => at !== void 0);
  for (const intent of lost) intent.at = void 0;
  for (const list2 of group.lists) {
    if (list2.held !== void 0) list2.held = -1;
    list2.cursor = void 0;
    list2.wanted = list2.reached = 0;
    list2.dirty = "all";
  }
  return lost;
}
function settle(group) {
  const lists = [...group.lists];
  keep(group, (intent) => intent.at === void 0 || lists.some((list2) => isOpen(list2, intent)));
}
function keep(group, stays) {
  for (const list2 of group.lists) {
    for (const intent of group.pending) if (!stays(intent) || !isOpen(list2, intent)) touch(list2, intent.ops);
  }
  group.pending = group.pending.filter(stays);
}
function touch(list2, ops) {
  if (list2.dirty !== "all") for (const op of ops) list2.dirty.add(idOf(op));
}
var rowsOf = ({ lists }, ids) => ids.flatMap((id) => [...lists].flatMap(({ base }) => base.get(id) ?? [])[0] ?? []);

// src/core/pile.ts
var createPile = () => ({ rows: /* @__PURE__ */ new Map(), removed: /* @__PURE__ */ new Set() });
function pile({ rows, removed }, changed, gone) {
  for (const id of gone) {
    rows.delete(id);
    removed.add(id);
  }
  for (const row of changed) rows.set(row.id, row);
}

// src/wire/frames.ts
var PROTOCOL = 1;
function joined(entries) {
  const changes = /* @__PURE__ */ new Map();
  for (const entry of entries) {
    const { seq, prev, sub, clientMutationId: mid } = entry;
    const key = `${seq} ${sub}`;
    const before = changes.get(key);
    changes.set(key, { seq, prev, sub, mid: mid ?? before?.mid, ops: [...before?.ops ?? [], ...opsOf(entry)] });
  }
  return [...changes.values()];
}
function opsOf({ action, payload }) {
  const { id, ids = [id], items: items2 = [payload] } = payload;
  if (action.endsWith("delete")) return ids.map((gone) => ({ type: "delete", id: gone }));
  return (action.startsWith("bulk") ? items2 : [payload]).map((row) => ({ type: "put", row }));
}

// src/store/config.ts
async function read(params) {
  return (typeof params === "function" ? await params() : params) ?? {};
}
var path = (...parts) => parts.map((part) => `/${encodeURIComponent(part)}`).join("");
function origin(host) {
  const url2 = /^https?:\/\//.test(host) ? host : `${location.protocol}//${host}`;
  return url2.replace(/\/+$/, "");
}
function apiUrl(config, pathname) {
  const prefix = (config.apiPrefix ?? "/api").replace(/\/+$/, "");
  return (config.host === void 0 ? "" : origin(config.host)) + prefix + pathname;
}
async function socketUrl(config, room) {
  const query = new URLSearchParams(await read(config.query)).toString();
  const base = origin(config.host ?? location.host).replace(/^http/, "ws");
  return base + path("parties", config.party ?? "main", room) + (query && `?${query}`);
}

// src/schema/problem.ts
function problem(code, message, params = {}) {
  return { code, message, params };
}
var required = /* @__PURE__ */ problem("required", "is required");
function invalidType(expected, noun) {
  return problem("invalid_type", `must be ${noun}`, { expected });
}
function notOneOf(values) {
  const quoted = values.map((value) => typeof value === "string" ? `"${value}"` : value);
  return problem("not_one_of", `must be one of ${quoted.join(", ")}`, { values });
}
function check(holds, code, message, params) {
  return (value, report) => holds(value) ? void 0 : report(problem(code, message, params));
}

// src/schema/fields.ts
function readFields(fields, value, read2, report) {
  const given = entriesOf(value);
  if (!given) return report(invalidType("object", "an object"));
  let after = value;
  for (const name of /* @__PURE__ */ new Set([...given.keys(), ...Object.keys(fields)])) {
    const field2 = Object.hasOwn(fields, name) ? fields[name] : void 0;
    const item = given.get(name);
    const now = read2(field2, item, (problem2, ...path2) => report(problem2, name, ...path2));
    if (now !== void 0 && !Object.is(now, item)) after = { ...after, [name]: now };
  }
  return after;
}
function entriesOf(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return void 0;
  return new Map(Object.entries(value).filter(([, item]) => item !== void 0));
}

// src/schema/validate.ts
function isRequired(shape, field2) {
  if (shape === "entity") return true;
  return shape === "insert" && field2.role === "data" && !field2.nullable && field2.default === void 0;
}
function isRefused(shape, { role, readonly }, report) {
  if (shape === "entity" || shape === "insert" && role === "id") return false;
  if (role !== "data") report(problem("server_column", "is written by the server only"));
  else if (readonly && shape === "patch") report(problem("readonly_column", "is set on insert only"));
  else return false;
  return true;
}
function parse(fields, shape, value, path2 = []) {
  const issues = [];
  const report = (problem2, ...inner) => void issues.push({ path: [...path2, ...inner], ...problem2 });
  let empty = true;
  const read2 = readFields(
    fields,
    value,
    (field2, item, at) => {
      if (!field2) return at(problem("unknown_field", "is not a field of this collection"));
      if (item === void 0) return isRequired(shape, field2) ? at(required) : void 0;
      empty = false;
      return isRefused(shape, field2, at) ? void 0 : field2.read(item, at);
    },
    report
  );
  if (shape === "patch" && empty && issues.length === 0) {
    report(problem("empty_patch", "must name at least one field to change"));
  }
  return { value: read2, issues };
}
function validator(fields, shape) {
  const validate = (given) => {
    const { value, issues } = parse(fields, shape, given);
    return issues.length > 0 ? { issues } : { value };
  };
  return { "~standard": { version: 1, vendor: "ferrosync", validate } };
}

// src/uuid.ts
var last = 0;
var counter = 0;
function uuidv7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  if (now > last) {
    last = now;
    counter = (bytes[6] ?? 0) << 4 & 2047;
  } else if (++counter > 4095) {
    last += 1;
    counter = 0;
  }
  for (let i = 0, rest = last; i < 6; i++, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes[6] = 112 | counter >> 8;
  bytes[7] = counter & 255;
  bytes[8] = 128 | (bytes[8] ?? 0) & 63;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// src/core/plan.ts
function plan(collection, action, input, moment) {
  const bulk = action.endsWith("Many");
  const verb = bulk ? action.slice(0, -4) : action;
  const key = verb === "remove" ? "ids" : "items";
  const inputs = bulk ? Array.isArray(input) ? input : [] : [input];
  const drafts = inputs.map((item, index) => drafters[verb](collection.fields, item, bulk ? [key, index] : [], moment));
  const items2 = drafts.map(({ item }) => item);
  const [first] = items2;
  return {
    ids: drafts.map(({ op }) => idOf(op)),
    ops: drafts.map(({ op }) => op),
    issues: [...verb === "add" ? scopeIssues(collection, moment) : [], ...drafts.flatMap(({ issues }) => issues)],
    action: `${bulk ? "bulk-" : ""}${wireVerbs[verb]}`,
    payload: bulk ? { [key]: items2 } : verb === "remove" ? { id: first } : first
  };
}
var wireVerbs = { add: "insert", update: "update", remove: "delete" };
var drafters = {
  add: (fields, input, path2, moment) => {
    const { given, issues } = taken(fields, "insert", input, path2);
    const id = String(propertiesOf(input)["id"] ?? uuidv7());
    const { room, scope = null, owner = "", now } = moment;
    const server = { id, syncId: room, scope, owner, created: now, updated: now, deleted: null };
    const row = { id };
    for (const [name, { role, default: value = null }] of Object.entries(fields)) {
      row[name] = role !== "data" ? server[role] : Object.hasOwn(given, name) ? given[name] : value;
    }
    return { op: { type: "put", row }, item: { id, ...given }, issues };
  },
  update: (fields, input, path2, moment) => {
    const { id, data } = propertiesOf(input);
    const { given, issues } = taken(fields, "patch", data, path2.length > 0 ? [...path2, "data"] : []);
    const server = {};
    for (const [name, { role }] of Object.entries(fields)) if (role === "updated") server[name] = moment.now;
    const op = { type: "set", id: String(id), fields: { ...given, ...server } };
    return { op, item: { id, data: given }, issues: [...idIssues(fields, id, [...path2, "id"]), ...issues] };
  },
  remove: (fields, id, path2) => ({
    op: { type: "delete", id: String(id) },
    item: id,
    issues: idIssues(fields, id, path2.length > 0 ? path2 : ["id"])
  })
};
function idIssues(fields, id, path2) {
  return (fields["id"]?.problems(id) ?? []).map((problem2) => ({ path: path2, ...problem2 }));
}
function scopeIssues({ fields, scope }, moment) {
  if (scope === null || moment.scope !== void 0 || fields[scope]?.nullable) return [];
  return [{ path: ["scope"], ...required }];
}
function taken(fields, shape, input, path2) {
  const { value, issues } = parse(fields, shape, input, path2);
  return { given: issues.length > 0 ? {} : JSON.parse(JSON.stringify(value)), issues };
}
var propertiesOf = (value) => value ?? {};

// src/core/order.ts
var rank = (unit) => unit >= 57344 ? unit - 2048 : unit >= 55296 ? unit + 8192 : unit;
function compareText(a, b) {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}
function compareValues(a, b) {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return Number(a) - Number(b);
}
function comparator(column, direction) {
  const sign = direction === "asc" ? 1 : -1;
  return (a, b) => sign * (compareValues(a[column] ?? null, b[column] ?? null) || compareText(a.id, b.id));
}

// src/core/view.ts
function view(list2) {
  const { dirty, shown, base } = list2;
  if (dirty !== "all" && dirty.size === 0) return list2.view;
  const touched = fold(list2);
  const stale = dirty === "all" ? /* @__PURE__ */ new Set([...shown.keys(), ...base.keys(), ...touched.keys()]) : dirty;
  list2.dirty = /* @__PURE__ */ new Set();
  const changed = /* @__PURE__ */ new Set();
  const added = [];
  for (const id of stale) {
    const found = touched.has(id) ? touched.get(id) : base.get(id);
    const row = found && list2.holds(found) ? found : void 0;
    if (same(shown.get(id), row)) continue;
    changed.add(id);
    if (row) added.push(row);
  }
  if (changed.size > 0) {
    for (const id of changed) shown.delete(id);
    for (const row of added) shown.set(row.id, row);
    list2.view = [...list2.view.filter((row) => !changed.has(row.id)), ...added].sort(list2.compare);
  }
  return list2.view;
}
function fold(list2) {
  const rows = /* @__PURE__ */ new Map();
  for (const intent of list2.group.pending) {
    if (!isOpen(list2, intent)) continue;
    for (const op of intent.ops) {
      const id = idOf(op);
      rows.set(id, applyIntent(rows.has(id) ? rows.get(id) : list2.base.get(id), op));
    }
  }
  return rows;
}
function applyIntent(row, op) {
  switch (op.type) {
    case "put":
      return row ?? op.row;
    case "set":
      return row && { ...row, ...op.fields };
    case "delete":
      return void 0;
  }
}
function same(a, b) {
  if (a === b) return true;
  if (!a || !b) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameValue(a[key], b[key]));
}
var sameValue = (a, b) => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);

// src/wire/http.ts
var TIME_LIMIT = 1e4;
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function parseObject(text2) {
  try {
    const value = JSON.parse(text2);
    return isObject(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
async function send(config, method, pathname, body, stop) {
  const control = new AbortController();
  const abort = () => control.abort();
  stop.addEventListener("abort", abort);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, TIME_LIMIT);
  try {
    const response = await fetch(apiUrl(config, pathname), {
      method,
      headers: { accept: "application/json", ...body && { "content-type": "application/json" }, ...await read(config.headers) },
      cache: "no-store",
      signal: control.signal,
      ...body && { body: JSON.stringify(body) }
    });
    return {
      status: response.status,
      body: parseObject(await response.text()),
      retryAfter: seconds(response.headers.get("retry-after"))
    };
  } catch (cause) {
    throw late ? new SyncError("TIMEOUT_ERROR", `no answer within ${TIME_LIMIT / 1e3} s`, { kind: "TIMEOUT_ERROR", cause }) : new SyncError("NETWORK_ERROR", "the server could not be reached", { kind: "NETWORK_ERROR", cause });
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", abort);
  }
}
function seconds(header) {
  if (header === null) return void 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1e3 : Date.parse(header) - Date.now();
  return wait >= 0 ? wait : void 0;
}
function toError({ status, body }) {
  const error = body?.["error"];
  return isObject(error) && typeof error["code"] === "string" ? apiError(error, status) : new SyncError("PARSE_ERROR", `an answer that is not the server's (status ${status})`, { kind: "PARSE_ERROR", status });
}
var apiError = ({ code, message, issues, requestId }, status) => new SyncError(code, message, { kind: "API_ERROR", status, issues, requestId });
var isRefusal = ({ kind, status = 500 }) => kind === "API_ERROR" && status < 500 && status >= 400 && ![401, 408, 425, 429].includes(status);

// src/wire/reads.ts
var MAX_ROWS = 1e4;
var MAX_STARTS = 5;
async function readList(ask, name, since) {
  let told = createPile();
  let whole3 = since === void 0;
  let reason;
  let first;
  let after;
  for (let starts = 0; starts < MAX_STARTS; ) {
    const page = pageOf(await ask(since !== void 0 ? { since } : after !== void 0 ? { after } : {}), name);
    if (page.reset) {
      starts += 1;
      whole3 = true;
      reason ??= page.reason;
      since = first = void 0;
      told = createPile();
    }
    pile(told, page.rows, page.removed);
    if (told.rows.size > MAX_ROWS) throw clientError("LIST_TOO_LARGE", `a list has at most ${MAX_ROWS} rows; read it by scopes`);
    const { seq, cursor } = page;
    let done = !page.more;
    if (since !== void 0) since = cursor;
    else {
      after = page.next;
      if (after !== void 0) first ??= cursor;
      done = after === void 0 && first === void 0;
      if (after === void 0) since = first;
    }
    if (done) return { whole: whole3, rows: told.rows.values(), removed: told.removed, seq, cursor, reason };
  }
  throw clientError("UNAVAILABLE", `\`${name}\` changes faster than it can be read`);
}
function pageOf(reply, name) {
  const { [name]: list2, rows = list2, seq, cursor } = reply.body ?? {};
  if (reply.status >= 300 || !Array.isArray(rows) || typeof seq !== "number" || typeof cursor !== "string") throw toError(reply);
  return { ...{ removed: [], ...reply.body }, rows };
}

// src/store/pause.ts
var jitter = (milliseconds) => milliseconds * (0.5 + Math.random() / 2);
function pause(milliseconds) {
  let end = () => {
  };
  const done = new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    end = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { done, end };
}

// src/store/live-list.ts
var MAX_UNREAD = 100;
function createLiveList(collection, group, scope, queryKey, host) {
  const { name, orderBy, scope: column } = collection;
  const holds = column !== null && scope !== void 0 ? (row) => row[column] === scope : void 0;
  const state = openList(group, comparator(...orderBy), holds);
  const listeners = /* @__PURE__ */ new Set();
  let version = 0;
  let shown;
  let loading;
  let mending = false;
  const isClosed = () => host.stop.aborted || !group.lists.has(state);
  const cached = () => isClosed() ? void 0 : host.client.getQueryCache().find({ queryKey, exact: true });
  function publish(force) {
    const rows = view(state);
    const query = cached();
    if (query && state.held !== void 0 && query.state.data !== rows) {
      const { dataUpdatedAt, isInvalidated } = query.state;
      host.client.setQueryData(queryKey, rows, { updatedAt: dataUpdatedAt || Date.now() });
      if (isInvalidated) query.invalidate();
    }
    if (force || shown !== rows) {
      shown = rows;
      version += 1;
      for (const listener of [...listeners]) listener();
    }
    if (state.held !== void 0 && isBehind(state)) void mend();
  }
  function load() {
    loading ??= read2().finally(() => {
      loading = void 0;
      publish();
      host.subscribe();
    });
    return loading;
  }
  async function read2() {
    const { history } = group;
    const { held: from = -1 } = state;
    const ask = (query) => {
      const { consistentReads } = host.config();
      const all = { ...query, ...scope !== void 0 && { scope }, ...consistentReads && { consistent: "true" } };
      const search = String(new URLSearchParams(all));
      return send(host.config(), "GET", path(host.name, name) + (search && `?${search}`), void 0, host.stop);
    };
    const found = await readList(ask, name, state.cursor);
    if (history !== group.history) return read2();
    if (found.reason === "history" || found.seq < from) host.onHistory();
    if (found.whole) snapshot(state, found);
    else patch(state, { ...found, from });
    host.onRead(found.seq);
    return view(state);
  }
  async function mend() {
    if (mending) return;
    mending = true;
    for (let tries = 0; isBehind(state) && !isClosed(); tries++) {
      if (tries > 1) await pause(jitter(Math.min(2e4, 500 * 2 ** (tries - 2)))).done;
      if (host.isLive() && state.cursor !== void 0) {
        if (list2.following !== "asked") list2.following = "no";
        host.subscribe();
        break;
      }
      const query = cached();
      if (query && !query.isActive() && state.held !== void 0 && group.pending.length < MAX_UNREAD) {
        query.invalidate();
        break;
      }
      try {
        await load();
      } catch (error) {
        if (!isSyncError(error)) throw error;
        if (error.code === "LIST_TOO_LARGE" || isRefusal(error)) {
          host.onError(error);
          break;
        }
      }
    }
    mending = false;
  }
  const list2 = {
    state,
    sub: host.number(),
    collection: name,
    scope,
    following: "no",
    asked: void 0,
    load,
    publish,
    recover: () => {
      if (cached()?.state.status === "error") void mend();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version
  };
  return list2;
}

// src/store/live-collection.ts
var ECHO_WITHIN = 5e3;
var MAX_BULK = 1e3;
function createLiveCollection(collection, host) {
  const group = createGroup();
  const lists = /* @__PURE__ */ new Map();
  let pendingIds = /* @__PURE__ */ new Set();
  function publish() {
    const ids = new Set(group.pending.filter(({ at }) => at === void 0).flatMap(({ ids: ids2 }) => ids2));
    const isNew = ids.size !== pendingIds.size || [...ids].some((id) => !pendingIds.has(id));
    if (isNew) pendingIds = ids;
    for (const list3 of [...lists.values()]) list3.publish(isNew);
  }
  function list2(scope) {
    let found = lists.get(scope);
    if (!found) {
      const queryKey = listKey(collection.name, host.name, scope, host.identity);
      found = createLiveList(collection, group, scope, queryKey, host);
      lists.set(scope, found);
    }
    return found;
  }
  function mutate(action, input, scope, optimistic = true) {
    if (Array.isArray(input) && input.length > MAX_BULK) {
      const parts = [input.slice(0, MAX_BULK), input.slice(MAX_BULK)].map((part) => mutate(action, part, scope, optimistic));
      const saved2 = Promise.all(parts.map((part) => part.saved)).then((rows) => rows.flat());
      saved2.catch(() => {
      });
      return { ids: parts.flatMap(({ ids: ids2 }) => ids2), saved: saved2 };
    }
    const moment = { room: host.name, scope, owner: host.owner(), now: host.now() };
    const { issues, ...planned } = plan(collection, action, input, moment);
    const { ids } = planned;
    const saved = new Promise((resolve, reject) => {
      const [first] = issues;
      if (first) {
        const at = first.path.length > 0 ? `\`${first.path.join(".")}\` ` : "";
        reject(clientError("VALIDATION", at + first.message, issues));
        return;
      }
      const mid = uuidv7();
      const isRemoval = planned.action.endsWith("delete");
      const mutation = {
        ...planned,
        ops: optimistic ? planned.ops : [],
        mid,
        scope,
        collection: collection.name,
        onDone: ({ seq, data }) => {
          acknowledge(group, mid, seq);
          confirm(mutation, seq);
          publish();
          if (data !== void 0) resolve((Array.isArray(data) ? data : [data]).filter(Boolean));
          else host.whenTold(() => resolve(isRemoval ? [] : rowsOf(group, ids)));
        },
        onRefused: (error) => {
          refuse(group, mid);
          publish();
          reject(error);
        }
      };
      intend(group, mutation);
      publish();
      host.push(mutation);
    });
    saved.catch(() => {
    });
    return { ids, saved };
  }
  function confirm(mutation, seq) {
    const ask = () => {
      if (!group.pending.includes(mutation)) return;
      onSeq(seq);
      publish();
    };
    if (host.isLive()) setTimeout(ask, ECHO_WITHIN);
    else ask();
  }
  function onSeq(seq) {
    for (const { state } of lists.values()) want(state, seq);
  }
  return {
    group,
    lists: () => [...lists.values()],
    list: list2,
    mutate,
    publish,
    onSeq,
    onHistory: () => rewind(group),
    pendingIds: () => pendingIds,
    forget: (scope) => {
      const found = lists.get(scope);
      if (!found) return;
      lists.delete(scope);
      closeList(found.state);
      host.subscribe();
    },
    refresh: (scope) => lists.get(scope)?.publish()
  };
}

// src/store/outbox.ts
var QUICK_TRIES = 3;
var SLOW_EVERY = 1e4;
var MAX_QUEUE = 1e4;
var MAX_BATCH = 1e3;
var MAX_FRAME = 33e4;
var ANSWER_WITHIN = 15e3;
function createOutbox(host) {
  const stop = new AbortController();
  let queue = [];
  let health = "ok";
  let asking = false;
  let suspended = false;
  let tries = 0;
  let waiting;
  let notBefore = 0;
  let silence;
  let planned;
  function setHealth(next) {
    if (health === next) return;
    health = next;
    host.onChange();
  }
  function remove(mutation) {
    queue = queue.filter((other) => other !== mutation);
    tries = 0;
    setHealth("ok");
    host.onChange();
  }
  function plan2() {
    planned ??= setTimeout(() => {
      planned = void 0;
      pump();
    });
  }
  function pump() {
    const [head] = queue;
    if (!head || asking || waiting || suspended || stop.signal.aborted) return;
    const carry = host.carrier();
    if (!carry || !pipeline(carry)) void request(head);
  }
  function pipeline(carry) {
    const rows = /* @__PURE__ */ new Set();
    const texts = [];
    let length2 = 0;
    for (const mutation of queue) {
      const own = mutation.ids.map((id) => `${mutation.collection}/${id}`);
      if (!mutation.sent) {
        const text2 = JSON.stringify(framed(mutation));
        length2 += text2.length;
        if (length2 > MAX_FRAME && mutation === queue[0]) return false;
        if (length2 > MAX_FRAME || texts.length === MAX_BATCH || own.some((row) => rows.has(row))) break;
        texts.push(text2);
        mutation.sent = true;
      }
      for (const row of own) rows.add(row);
    }
    if (texts.length > 0) {
      carry(`{"type":"mutate","mutations":[${texts.join()}]}`);
      silence ??= setTimeout(host.onSilence, ANSWER_WITHIN);
    }
    return true;
  }
  function framed(mutation) {
    const { mid, collection, action, payload, scope } = mutation;
    mutation.since ??= host.seen();
    const { since } = mutation;
    return {
      clientMutationId: mid,
      ...since !== void 0 && { since },
      collection,
      action,
      payload,
      ...scope !== void 0 && { scope }
    };
  }
  async function request(mutation) {
    asking = true;
    const { clientMutationId, since, collection, action, scope } = framed(mutation);
    const { payload } = mutation;
    const { id, data } = payload;
    const bulk = action.startsWith("bulk");
    const method = action.endsWith("insert") ? "POST" : action.endsWith("update") ? "PUT" : "DELETE";
    const proof = { _clientMutationId: clientMutationId, ...since !== void 0 && { _since: since }, ...scope !== void 0 && { scope } };
    const fields = bulk || method === "POST" ? payload : data;
    const place = path(host.name, collection, ...bulk ? ["bulk"] : method === "POST" ? [] : [String(id)]);
    const query = new URLSearchParams(Object.entries(proof).map(([name, value]) => [name, String(value)]));
    const reply = await send(
      host.config(),
      method,
      fields ? place : `${place}?${query}`,
      fields && { ...fields, ...proof },
      stop.signal
    ).catch(() => void 0);
    asking = false;
    if (queue.includes(mutation)) judge(mutation, reply);
    pump();
  }
  function judge(mutation, reply) {
    const { status = 0, body, retryAfter } = reply ?? {};
    if (status >= 200 && status < 300 && body?.["success"] === true && typeof body["seq"] === "number") {
      done(mutation, body["seq"], body["data"]);
    } else {
      refuse3(mutation, reply && toError(reply), retryAfter);
    }
  }
  function done(mutation, seq, data) {
    remove(mutation);
    mutation.onDone({ seq, data });
  }
  function refuse3(mutation, error, retryAfter) {
    mutation.sent = false;
    if (error && isRefusal(error)) {
      if (mutation !== queue[0]) return;
      remove(mutation);
      mutation.onRefused(error);
    } else if (error?.status === 401) {
      suspend();
      host.onUnauthorized(error);
    } else {
      mutation.lost = true;
      retryLater(retryAfter ?? 0);
    }
  }
  function suspend() {
    suspended = true;
    setHealth("unauthorized");
  }
  function retryLater(retryAfter) {
    if (waiting) return;
    tries += 1;
    if (tries >= QUICK_TRIES) setHealth("degraded");
    notBefore = Date.now() + retryAfter;
    waiting = pause(Math.max(retryAfter, tries < QUICK_TRIES ? jitter(1e3 * 2 ** (tries - 1)) : SLOW_EVERY));
    void waiting.done.then(() => {
      waiting = void 0;
      pump();
    });
  }
  function heard() {
    clearTimeout(silence);
    silence = queue.some(({ sent }) => sent) ? setTimeout(host.onSilence, ANSWER_WITHIN) : void 0;
  }
  return {
    queue: () => queue,
    health: () => health,
    push: (mutation) => {
      if (queue.length >= MAX_QUEUE || stop.signal.aborted) {
        mutation.onRefused(clientError("QUEUE_FULL", `${MAX_QUEUE} mutations are waiting already`));
        return;
      }
      queue = [...queue, mutation];
      host.onChange();
      plan2();
    },
    again: (mutations) => {
      queue = [...mutations.filter((mutation) => !queue.includes(mutation)), ...queue];
      for (const mutation of mutations) mutation.sent = false;
      host.onChange();
      plan2();
    },
    pending: () => queue.filter(({ lost }) => lost).slice(0, MAX_BATCH).map(({ mid, since }) => ({ clientMutationId: mid, ...since !== void 0 && { since } })),
    settle: (results) => {
      for (const { clientMutationId, seq = 0, data, error } of results) {
        const mutation = queue.find(({ mid }) => mid === clientMutationId);
        if (!mutation) continue;
        if (error) refuse3(mutation, apiError(error, error.status), error.retryAfter && error.retryAfter * 1e3);
        else done(mutation, seq, data);
      }
      heard();
      pump();
    },
    onDown: () => {
      for (const mutation of queue) {
        mutation.lost ||= mutation.sent;
        mutation.sent = false;
      }
      heard();
      plan2();
    },
    wake: (isKnown) => {
      if (isKnown && health === "unauthorized") setHealth("ok");
      if (Date.now() < notBefore) return;
      suspended = false;
      waiting?.end();
      plan2();
    },
    suspend,
    close: () => {
      stop.abort();
      waiting?.end();
      clearTimeout(silence);
      const left = queue;
      queue = [];
      for (const mutation of left) mutation.onRefused(clientError("ABANDONED", "the user changed before this was saved"));
    }
  };
}

// src/store/socket.ts
import ReconnectingWebSocket from "partysocket/ws";
var PING_EVERY = 3e4;
var PONG_WITHIN = 1e4;
var WAKE_PONG_WITHIN = 3e3;
var OPEN = 1;
var CLOSED = 3;
var isFinal = (code) => code === 4401 || code === 4403;
function openSocket(url2, events) {
  let deadline;
  let socket = connect();
  const heartbeat = setInterval(() => ping(PONG_WITHIN), PING_EVERY);
  function connect() {
    const next = new ReconnectingWebSocket(url2, null, {
      // Read at each attempt: after a deploy everybody is thrown out at once, and must not be back at once.
      get minReconnectionDelay() {
        return 500 + Math.random() * 2500;
      },
      get maxReconnectionDelay() {
        return 1e4 + Math.random() * 1e4;
      },
      reconnectionDelayGrowFactor: 1.7,
      connectionTimeout: 1e4,
      maxEnqueuedMessages: 0,
      shouldReconnectOnClose: ({ code }) => !isFinal(code)
    });
    const on = (heard) => () => socket === next && heard();
    next.addEventListener("message", ({ data }) => {
      on(() => {
        clearDeadline();
        if (typeof data === "string" && data !== "pong") events.onFrame(data);
      })();
    });
    next.addEventListener("close", ({ code }) => {
      on(() => {
        clearDeadline();
        events.onDown(isFinal(code) ? code : void 0);
      })();
    });
    return next;
  }
  function clearDeadline() {
    clearTimeout(deadline);
    deadline = void 0;
  }
  function ping(within) {
    if (socket?.readyState !== OPEN) return;
    socket.send("ping");
    clearDeadline();
    deadline = setTimeout(restart, within);
  }
  function discard() {
    const old = socket;
    socket = void 0;
    clearDeadline();
    old?.close();
  }
  function restart() {
    if (!socket?.shouldReconnect) return false;
    discard();
    events.onDown(void 0);
    socket = connect();
    return true;
  }
  return {
    wake: () => {
      if (socket?.readyState === OPEN) ping(WAKE_PONG_WITHIN);
      else if (socket?.readyState === CLOSED) restart();
    },
    restart,
    send: (text2) => socket?.send(text2),
    close: () => {
      clearInterval(heartbeat);
      discard();
    }
  };
}

// src/store/wake.ts
function onWake(events) {
  if (typeof window === "undefined") return () => {
  };
  const control = new AbortController();
  const options = { signal: control.signal };
  window.addEventListener("online", events.online, options);
  window.addEventListener("offline", events.offline, options);
  window.addEventListener("pageshow", events.visible, options);
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "visible") events.visible();
    },
    options
  );
  return () => control.abort();
}

// src/store/room.ts
var LINGER = 50;
var MAX_LISTS = 64;
var SEEN_EVERY = 64;
var SEEN_WITHIN = 2e3;
function createRoom(name, host) {
  const stop = new AbortController();
  const collections = /* @__PURE__ */ new Map();
  const listeners = /* @__PURE__ */ new Set();
  const answers = /* @__PURE__ */ new Map();
  let link = "idle";
  let socket;
  let carries = false;
  let seen;
  let userId;
  let access;
  let warned = false;
  let deaf;
  let planned;
  let reporting;
  let unseen = 0;
  let numbers = 0;
  const waiting = [];
  const outbox = createOutbox({
    name,
    config: host.config,
    seen: () => seen,
    carrier: () => carries ? send2 : void 0,
    onSilence: () => socket?.restart(),
    onUnauthorized: (error) => {
      report(error);
      host.onUnauthorized(error);
    },
    onChange: () => {
      listen();
      host.onChange();
    }
  });
  const all = () => [...collections.values()];
  const lists = () => all().flatMap((collection2) => collection2.lists());
  function report(error) {
    for (const listener of [...listeners]) listener.onError(error);
  }
  function setLink(next) {
    if (link === next) return;
    link = next;
    debug(next);
    host.onChange();
  }
  const noteSeq = (seq) => {
    seen = Math.max(seen ?? 0, seq);
  };
  const debug = (...what) => {
    if (host.config().debug) console.debug("ferrosync", name, ...what);
  };
  const send2 = (text2) => {
    debug("->", text2);
    socket?.send(text2);
  };
  const say = (frame) => send2(JSON.stringify(frame));
  function listen() {
    const needed = socket !== void 0 || outbox.queue().length > 0;
    if (needed && !deaf) {
      deaf = onWake({
        online: () => {
          socket?.restart();
          outbox.wake();
        },
        offline: () => link === "connected" && setLink("disconnected"),
        visible: () => {
          socket?.wake();
          outbox.wake();
        }
      });
    } else if (!needed) {
      deaf?.();
      deaf = void 0;
    }
  }
  function open() {
    if (socket || stop.signal.aborted) return;
    setLink("connecting");
    socket = openSocket(() => socketUrl(host.config(), name), {
      onFrame,
      onDown: (final) => {
        down("disconnected");
        if (final === void 0) return;
        const error = closedBy(final);
        report(error);
        if (final === 4401) {
          outbox.suspend();
          host.onUnauthorized(error);
        }
      }
    });
    listen();
  }
  function down(next) {
    carries = false;
    clearTimeout(planned);
    clearTimeout(reporting);
    planned = reporting = void 0;
    answers.clear();
    for (const list2 of lists()) list2.following = "no";
    setLink(next);
    outbox.onDown();
    told();
  }
  function shut(next) {
    socket?.close();
    socket = void 0;
    down(next);
    listen();
  }
  function subscribe() {
    if (link !== "connected") return;
    planned ??= setTimeout(resume);
  }
  function resume() {
    planned = void 0;
    const shown = lists().filter(({ state }) => state.cursor !== void 0);
    const kept = shown.slice(0, MAX_LISTS);
    for (const list2 of shown.slice(MAX_LISTS)) list2.following = "no";
    if (kept.length < shown.length) report(clientError("TOO_MANY_LISTS", `of a room at most ${MAX_LISTS} lists are live`));
    const subscriptions = kept.map((list2) => {
      const { sub, collection: collection2, scope, following, state } = list2;
      const { cursor } = state;
      if (following === "no") {
        list2.following = "asked";
        list2.asked = state.held;
      }
      return {
        sub,
        collection: collection2,
        ...scope !== void 0 && { scope },
        ...following === "no" && cursor !== void 0 && { cursor }
      };
    });
    say({ type: "resume", subscriptions, pending: carries ? [] : outbox.pending() });
  }
  function whenTold(then) {
    waiting.push(then);
    told();
  }
  function told() {
    if (lists().some(({ following }) => following === "asked")) return;
    for (const then of waiting.splice(0)) then();
  }
  function onFrame(text2) {
    debug("<-", text2);
    try {
      const frame = JSON.parse(text2);
      handlers[frame.type]?.(frame);
    } catch (cause) {
      report(new SyncError("PARSE_ERROR", "a frame that this client cannot read", { kind: "PARSE_ERROR", cause }));
    }
  }
  const handlers = {
    "sync-init": greet,
    broadcast: ({ changes }) => take(changes),
    ack: ({ results }) => {
      for (const { seq } of results) noteSeq(seq ?? 0);
      outbox.settle(results);
    },
    resumed: ({ committed, stale }) => {
      carries = true;
      const error = { code: "STALE_MUTATION", message: "this was sent too long ago to know whether it was done", status: 409 };
      outbox.settle([...committed, ...stale.map((clientMutationId) => ({ clientMutationId, error }))]);
    },
    delta: ({ sub, from, to, cursor, rows, removed, more }) => {
      const list2 = bySub(sub);
      if (!list2 || list2.following === "no" || list2.following === "live" && isBehind(list2.state)) return;
      const answer = answers.get(sub) ?? { told: createPile(), from: list2.following === "live" ? -1 : from };
      pile(answer.told, rows, removed);
      answers.set(sub, answer);
      if (more) return;
      answers.delete(sub);
      if (to < (list2.asked ?? 0)) return onHistory();
      noteSeq(to);
      list2.following = "live";
      patch(list2.state, { from: answer.from, rows: answer.told.rows.values(), removed: answer.told.removed, seq: to, cursor });
      collections.get(list2.collection)?.publish();
      told();
    },
    reset: ({ sub, reason }) => {
      const list2 = bySub(sub);
      if (!list2) return;
      answers.delete(sub);
      list2.following = "no";
      lapse(list2.state);
      if (reason === "history" && list2.state.held !== -1) onHistory();
      collections.get(list2.collection)?.publish();
      told();
    },
    tick: ({ seq, lists: touchedAt }) => {
      if (isBelow(seq)) return onHistory();
      noteSeq(seq);
      for (const [touched, last2] of Object.entries(touchedAt)) {
        collections.get(touched)?.onSeq(last2);
        collections.get(touched)?.publish();
      }
    },
    error: ({ code, message }) => report(new SyncError(code, message, { kind: "API_ERROR" }))
  };
  const bySub = (sub) => lists().find((list2) => list2.sub === sub);
  function take(entries) {
    const events = joined(entries);
    for (const event of events) {
      noteSeq(event.seq);
      const list2 = bySub(event.sub);
      if (list2) receive(list2.state, event);
    }
    const followed = lists().filter(({ following }) => following === "live");
    const isTorn = followed.some(({ state }) => isBehind(state));
    for (const list2 of followed) {
      if (isTorn) list2.following = "no";
      else advance(list2.state, events.at(-1)?.seq ?? 0);
    }
    if (isTorn) subscribe();
    for (const { mid, seq } of events) for (const { group } of all()) acknowledge(group, mid, seq);
    for (const collection2 of all()) collection2.publish();
    unseen += entries.length;
    if (unseen >= SEEN_EVERY) tellSeen();
    else reporting ??= setTimeout(tellSeen, SEEN_WITHIN);
  }
  function tellSeen() {
    clearTimeout(reporting);
    reporting = void 0;
    unseen = 0;
    if (carries && seen !== void 0) say({ type: "seen", seq: seen });
  }
  const isBelow = (seq) => lists().some(({ state: { held = 0 } }) => held > seq);
  function onHistory() {
    seen = void 0;
    for (const list2 of lists()) list2.following = "no";
    const lost = all().flatMap((collection2) => collection2.onHistory());
    outbox.again(lost.sort((one, other) => one.mid < other.mid ? -1 : 1));
    for (const collection2 of all()) collection2.publish();
    told();
  }
  function greet({ protocol, schema, seq, now, userId: user, access: may }) {
    if (protocol !== PROTOCOL) {
      shut("disconnected");
      report(clientError("PROTOCOL_MISMATCH", `the server speaks protocol ${protocol}, these files ${PROTOCOL}: regenerate them`));
      return;
    }
    const others = [...listeners].filter((listener) => listener.schema !== void 0 && listener.schema !== schema);
    if (others.length > 0 && !warned) {
      warned = true;
      console.warn("ferrosync: the server has another schema than these files; reload the page, or regenerate them");
      for (const listener of others) listener.onSchemaChange();
    }
    host.onClock(now);
    seen = seq;
    userId = user;
    access = may;
    if (isBelow(seq)) onHistory();
    setLink("connected");
    resume();
    outbox.wake(true);
    for (const { recover } of lists()) recover();
  }
  function collection(collection2) {
    let found = collections.get(collection2.name);
    if (!found) {
      found = createLiveCollection(collection2, {
        ...host,
        name,
        owner: () => host.identity ?? userId,
        stop: stop.signal,
        isLive: () => link === "connected",
        number: () => numbers++,
        subscribe,
        whenTold,
        push: outbox.push,
        onHistory,
        onError: report,
        onRead: (seq) => {
          noteSeq(seq);
          if (outbox.health() === "unauthorized") retry();
        }
      });
      collections.set(collection2.name, found);
    }
    return found;
  }
  function retry() {
    outbox.wake(true);
    if (!socket || link === "connected" || socket.restart()) return;
    shut("disconnected");
    open();
  }
  return {
    collection,
    named: (wanted) => collections.get(wanted),
    connect: (listener) => {
      listeners.add(listener);
      open();
      return () => {
        listeners.delete(listener);
        setTimeout(() => {
          if (listeners.size === 0 && socket) shut("idle");
        }, LINGER);
      };
    },
    link: () => link,
    health: () => outbox.health(),
    queue: outbox.queue,
    access: () => access,
    retry,
    close: () => {
      stop.abort();
      shut("idle");
      outbox.close();
      listen();
    }
  };
}
function closedBy(code) {
  return code === 4401 ? new SyncError("UNAUTHENTICATED", "the room wants a sign-in", { kind: "API_ERROR", status: 401 }) : new SyncError("FORBIDDEN", "the room is closed to this user", { kind: "API_ERROR", status: 403 });
}

// src/store/store.ts
function createStore(client, identity) {
  const rooms = /* @__PURE__ */ new Map();
  const listeners = /* @__PURE__ */ new Set();
  let config = {};
  let version = 0;
  let skew = 0;
  let asking = false;
  const isOurs = (key) => {
    const [prefix, , which] = key;
    return prefix === "ferrosync" && which !== void 0 && which.identity === identity;
  };
  const unsubscribe = client.getQueryCache().subscribe((event) => {
    const { queryKey } = event.query;
    if (!isOurs(queryKey)) return;
    const [, name, { room: place, scope }] = queryKey;
    const collection = rooms.get(place ?? "")?.named(name);
    if (event.type === "removed") collection?.forget(scope);
    else if (event.type === "updated" && event.action.type === "success" && !event.action.manual) collection?.refresh(scope);
  });
  async function onUnauthorized(error) {
    if (asking) return;
    asking = true;
    try {
      const signedIn = config.onUnauthorized?.(error);
      if (signedIn) await signedIn;
      if (signedIn) for (const found of rooms.values()) found.retry();
    } catch {
    }
    asking = false;
  }
  const named = (name) => [...rooms].flatMap(([key, found]) => name === void 0 || key === name ? [found] : []);
  function room(name) {
    let found = rooms.get(name);
    if (!found) {
      found = createRoom(name, {
        client,
        identity,
        config: () => config,
        now: () => Date.now() + skew,
        onClock: (now) => {
          if (Number.isFinite(now)) skew = now - Date.now();
        },
        onChange: () => {
          version += 1;
          for (const listener of [...listeners]) listener();
        },
        onUnauthorized
      });
      rooms.set(name, found);
    }
    return found;
  }
  return {
    configure: (next) => {
      config = next;
    },
    room,
    queue: (name) => named(name).flatMap((found) => found.queue()),
    state: (name) => {
      const all = named(name);
      const used = all.filter((found) => found.link() !== "idle");
      const links = used.map((found) => found.link());
      const healths = all.map((found) => found.health());
      const isConnecting = links.includes("connecting");
      const isDisconnected = links.includes("disconnected") || links.length === 0;
      const isConnected = !isConnecting && !isDisconnected;
      const link = isDisconnected ? "disconnected" : isConnecting ? "connecting" : "connected";
      const trouble = ["unauthorized", "degraded"].find((health) => healths.includes(health));
      return {
        status: trouble ?? link,
        isConnected,
        isConnecting: isConnecting && !isDisconnected,
        isDisconnected,
        pending: all.reduce((sum, found) => sum + found.queue().length, 0)
      };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    dispose: () => {
      unsubscribe();
      for (const found of rooms.values()) found.close();
      rooms.clear();
      client.removeQueries({ predicate: ({ queryKey }) => isOurs(queryKey) });
    }
  };
}

// src/store/registry.ts
var stores = /* @__PURE__ */ new WeakMap();
function storeOf(client, identity) {
  let users = stores.get(client);
  if (!users) stores.set(client, users = /* @__PURE__ */ new Map());
  let store = users.get(identity);
  if (!store) users.set(identity, store = createStore(client, identity));
  return store;
}
function dropStore(client, identity) {
  stores.get(client)?.get(identity)?.dispose();
  stores.get(client)?.delete(identity);
}

// src/schema/collection.ts
function defineCollection(definition) {
  const fields = { ...definition.fields };
  const { name, room, scope = null, orderBy } = definition;
  const collection = {
    name,
    room,
    scope,
    orderBy,
    fields,
    insert: validator(fields, "insert"),
    patch: validator(fields, "patch"),
    entity: validator(fields, "entity")
  };
  const list2 = (place, params = {}) => listOptions(collection, place, "scope" in params ? params.scope ?? null : void 0, params.identity);
  return { ...collection, list: room === null ? list2 : (params) => list2(room, params) };
}
function listKey(name, room, scope, identity) {
  return ["ferrosync", name, { room, ...scope !== void 0 && { scope }, ...identity !== void 0 && { identity } }];
}
function listOptions(collection, room, scope, identity) {
  return {
    // The tag is the type checker's alone.
    queryKey: listKey(collection.name, room ?? null, scope, identity),
    queryFn: async ({ client }) => {
      if (room === void 0 || scope === null) throw unplaced(collection, room);
      return await storeOf(client, identity).room(room).collection(collection).list(scope).load();
    },
    structuralSharing: false,
    enabled: room !== void 0 && scope !== null
  };
}
function unplaced({ name }, room) {
  const [code, what] = room === void 0 ? ["NO_SYNC_ID", "sync id"] : ["NO_SCOPE", "scope"];
  return clientError(code, `\`${name}\` needs a ${what}`);
}

// src/schema/kinds/list.ts
function refined(kind, rules) {
  return (value, report) => {
    const read2 = kind(value, report);
    return read2 === void 0 ? void 0 : obey(read2, rules, report);
  };
}
function obey(value, rules, report) {
  return rules.reduce((now, rule) => rule(now, report) ?? now, value);
}
function list(kind) {
  return (value, report) => Array.isArray(value) ? mapItems(value, kind, report) : report(invalidType("array", "an array"));
}
function each(...rules) {
  return (value, report) => mapItems(value, (item, at) => obey(item, rules, at), report);
}
function mapItems(items2, change, report) {
  const after = Array.from(items2, (item, index) => change(item, (problem2, ...path2) => report(problem2, index, ...path2)));
  const present = after.filter((item) => item !== void 0);
  if (present.length < after.length) return void 0;
  return after.every((item, index) => Object.is(item, items2[index])) ? items2 : present;
}

// src/schema/kinds/scalars.ts
var isUuid = (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);
var invalidUuid = /* @__PURE__ */ problem("invalid_uuid", "must be a UUID in lower case, with its hyphens");
var isWellFormed = (value) => !/\p{Surrogate}/u.test(value);
var uuid = (value, report) => {
  if (typeof value !== "string") return report(invalidType("uuid", "a UUID"));
  return isUuid(value) ? value : report(invalidUuid);
};
var text = (value, report) => {
  if (typeof value !== "string") return report(invalidType("string", "a string"));
  return isWellFormed(value) ? value : report(problem("not_well_formed", "must be well-formed Unicode"));
};
var boolean = (value, report) => typeof value === "boolean" ? value : report(invalidType("boolean", "true or false"));
var number = (value, report) => {
  if (typeof value !== "number") return report(invalidType("number", "a number"));
  if (!Number.isFinite(value)) return report(problem("not_finite", "must be a finite number"));
  return value + 0;
};
var int = (min, max) => whole("integer", "an integer", min, max);
var integer = /* @__PURE__ */ int(-9007199254740991, 9007199254740991);
var timestamp = /* @__PURE__ */ whole("timestamp", "a time in milliseconds since 1970", -864e13, 864e13);
function whole(expected, noun, min, max) {
  return (value, report) => {
    const finite = Number.isFinite(value);
    if (typeof value !== "number" || finite && !Number.isInteger(value)) return report(invalidType(expected, noun));
    if (finite && (value < min || value > max)) {
      return report(problem("out_of_range", `must be between ${min} and ${max}`, { min, max }));
    }
    return number(value, report);
  };
}

// src/schema/rules/text.ts
var trim = (value) => value.trim();
var lowercase = (value) => value.toLowerCase();
var uppercase = (value) => value.toUpperCase();
function length(min, max) {
  return (value, report) => {
    const count = [...value].length;
    if (min !== void 0 && count < min) report(problem("too_short", `must have at least ${characters(min)}`, { min }));
    if (max !== void 0 && count > max) report(problem("too_long", `must have at most ${characters(max)}`, { max }));
  };
}
var characters = (count) => `${count} character${count === 1 ? "" : "s"}`;
var startsWith = (prefix) => check((value) => value.startsWith(prefix), "missing_prefix", `must start with "${prefix}"`, { prefix });
var endsWith = (suffix) => check((value) => value.endsWith(suffix), "missing_suffix", `must end with "${suffix}"`, { suffix });
var contains = (part) => check((value) => value.includes(part), "missing_part", `must contain "${part}"`, { part });

// src/schema/field.ts
var idLength = /* @__PURE__ */ length(1, 64);
var idRule = (id, report) => ["bulk", ".", ".."].includes(id) ? report(problem("reserved", "must not be `bulk`, `.` or `..`, which mean something else in a path")) : idLength(id, report);
function field(kind, options = {}) {
  const { nullable = false, role = "data", readonly = false, rules = [] } = options;
  const all = role === "id" && Object.is(kind, text) ? [idRule] : rules;
  const value = refined(kind, all);
  const read2 = (given, report) => given === null && nullable ? null : value(given, report);
  return {
    role,
    nullable,
    default: options.default,
    readonly,
    read: read2,
    problems: (given) => {
      const found = [];
      read2(given, (wrong) => void found.push(wrong));
      return found;
    }
  };
}

// src/schema/kinds/choice.ts
function choice(values) {
  return (value, report) => values.find((one) => one === value) ?? report(typeof value === "string" ? notOneOf(values) : invalidType("string", "a string"));
}

// src/schema/kinds/json.ts
var MAX_DEPTH = 64;
var json = (value, report) => (
  // The type is the one that Rust has written into `types.ts`.
  value === null ? refuse2(report) : isJson(value, report, 0) ? value : void 0
);
var refuse2 = (report) => report(invalidType("json", "JSON, and not null"));
function isJson(value, report, depth) {
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "string") return text(value, report) !== void 0;
  if (typeof value === "number") return number(value, report) !== void 0;
  const entries = itemsOf(value);
  if (!entries) return refuse2(report) ?? false;
  if (depth === MAX_DEPTH) {
    return report(problem("too_deep", `must not be nested deeper than ${MAX_DEPTH} levels`, { max: MAX_DEPTH })) ?? false;
  }
  return [...entries].every(([key, item]) => text(key, report) !== void 0 && isJson(item, report, depth + 1));
}
function itemsOf(value) {
  if (Array.isArray(value)) return Array.from(value, (item, index) => [String(index), item]);
  const entries = entriesOf(value);
  const prototype = entries && Object.getPrototypeOf(value);
  return prototype && Object.getPrototypeOf(prototype) !== null ? void 0 : entries;
}

// src/schema/kinds/objects.ts
function object(fields) {
  return (value, report) => {
    let right = true;
    const read2 = readFields(
      fields,
      value,
      (field2, item, at) => {
        const now = !field2 ? at(problem("unknown_field", "is not a field of this value")) : item !== void 0 ? field2.read(item, at) : field2.nullable ? null : at(required);
        right &&= now !== void 0;
        return now;
      },
      report
    );
    return right ? read2 : void 0;
  };
}
function union(tag, variants) {
  const kinds = new Map(
    Object.entries(variants).map(([name, fields]) => [name, object({ [tag]: field(choice([name])), ...fields })])
  );
  return (value, report) => {
    const given = entriesOf(value);
    if (!given) return report(invalidType("object", "an object"));
    const name = given.get(tag);
    const kind = kinds.get(name);
    if (!kind) return report(name === void 0 ? required : notOneOf(Object.keys(variants)), tag);
    return kind(value, report);
  };
}

// src/schema/rules/formats.ts
var label = "[A-Za-z\\d](?:[A-Za-z\\d-]{0,61}[A-Za-z\\d])?";
var atom = "[A-Za-z\\d!#$%&'*+/=?^_`{|}~-]+";
var email = /* @__PURE__ */ (() => {
  const form = new RegExp(`^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`);
  return check((value) => value.length <= 254 && form.test(value), "invalid_email", "must be an email address");
})();
var url = /* @__PURE__ */ (() => {
  const host = `(?:${label}(?:\\.${label})*|\\[[\\dA-Fa-f:.]+\\])`;
  const rest = '[/?#][^\\s\\0-\\x1f\\x7f"<>\\\\^`{|}]*';
  const form = new RegExp(`^[Hh][Tt][Tt][Pp][Ss]?://${host}(?::([1-9]\\d{0,4}))?(?:${rest})?$`);
  const holds = (value) => {
    if ([...value].length > 2048) return false;
    const found = form.exec(value);
    return found !== null && Number(found[1] ?? 1) <= 65535;
  };
  return check(holds, "invalid_url", "must be a web address that starts with http:// or https://");
})();
var uuidText = (value, report) => isUuid(value) ? void 0 : report(invalidUuid);
function pattern(source, given = source) {
  const form = new RegExp(source, "u");
  return check((value) => form.test(value), "invalid_format", `must match the pattern ${given}`, { pattern: given });
}

// src/schema/rules/numbers.ts
function range({ min, above, max, below }) {
  return (value, report) => {
    if (min !== void 0 && value < min) report(problem("too_small", `must be at least ${min}`, { min }));
    if (above !== void 0 && value <= above) report(problem("too_small", `must be more than ${above}`, { above }));
    if (max !== void 0 && value > max) report(problem("too_large", `must be at most ${max}`, { max }));
    if (below !== void 0 && value >= below) report(problem("too_large", `must be less than ${below}`, { below }));
  };
}
function multipleOf(divisor, tolerance = 0) {
  const holds = (value) => {
    if (tolerance === 0) return value % divisor === 0;
    const quotient = value / divisor;
    return Math.abs(quotient - Math.round(quotient)) <= tolerance * Math.max(1, Math.abs(quotient));
  };
  return check(holds, "not_multiple_of", `must be a multiple of ${divisor}`, { divisor });
}
var whole2 = (value, report) => Number.isInteger(value) ? void 0 : report(problem("not_integer", "must be an integer"));

// src/schema/rules/values.ts
function items(min, max) {
  return ({ length: count }, report) => {
    if (min !== void 0 && count < min) report(problem("too_few", `must have at least ${countOf(min)}`, { min }));
    if (max !== void 0 && count > max) report(problem("too_many", `must have at most ${countOf(max)}`, { max }));
  };
}
var countOf = (count) => `${count} item${count === 1 ? "" : "s"}`;
function oneOf(values) {
  return (value, report) => values.includes(value) ? void 0 : report(notOneOf(values));
}
function said(rule, message) {
  return (value, report) => rule(value, (problem2, ...path2) => report({ ...problem2, message }, ...path2));
}
export {
  SyncError,
  boolean,
  choice,
  contains,
  defineCollection,
  dropStore,
  each,
  email,
  endsWith,
  field,
  int,
  integer,
  isSyncError,
  items,
  json,
  length,
  list,
  listOptions,
  lowercase,
  multipleOf,
  number,
  object,
  oneOf,
  pattern,
  range,
  refined,
  said,
  startsWith,
  storeOf,
  text,
  timestamp,
  trim,
  union,
  unplaced,
  uppercase,
  url,
  uuid,
  uuidText,
  uuidv7,
  whole2 as whole
};
