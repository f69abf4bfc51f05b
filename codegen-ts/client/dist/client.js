// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import ReconnectingWebSocket from "partysocket/ws";
// src/errors.ts
const brand = /* @__PURE__ */ Symbol.for("ferrosync.SyncError");
var SyncError = class extends Error {
	name = "SyncError";
	constructor(code, message, info) {
		super(message, info);
		const { kind, status, issues = [], requestId, retryAfter } = info;
		Object.assign(this, {
			code,
			kind,
			status,
			retryAfter,
			details: {
				issues,
				requestId
			}
		});
		Object.defineProperty(this, brand, { value: true });
	}
};
function isSyncError(error) {
	return typeof error === "object" && error !== null && brand in error;
}
const failure = (kind, message, info) => new SyncError(kind, message, {
	kind,
	...info
});
const clientError = (code, message, issues) => new SyncError(code, message, {
	kind: "CLIENT_ERROR",
	issues
});
// src/store/made.ts
function made(all, key, make) {
	let value = all.get(key);
	if (!value) all.set(key, value = make());
	return value;
}
// src/core/cursor.ts
const bytesOf = (text) => (encodeURIComponent(text).match(/%..|./g) ?? []).map((one) => one[1] ? parseInt(one.slice(1), 16) : one.charCodeAt(0));
const fnv = (bytes, basis) => {
	return (bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 16777619), basis) >>> 0).toString(16).padStart(8, "0");
};
function moved(cursor, seq, mid) {
	const [, reader, schema] = cursor.split(".");
	const bytes = bytesOf(mid);
	return [
		seq,
		reader,
		schema,
		fnv(bytes, 2166136261) + fnv(bytes, 2538058380)
	].join(".");
}
// src/core/list.ts
const MAX_UNREAD$1 = 100;
const createGroup = () => ({
	lists: /* @__PURE__ */ new Set(),
	pending: [],
	history: 0
});
function openList(group, compare, holds = () => true) {
	const list = {
		group,
		compare,
		holds,
		base: /* @__PURE__ */ new Map(),
		reached: 0,
		wanted: 0,
		view: [],
		shown: /* @__PURE__ */ new Map(),
		dirty: /* @__PURE__ */ new Set()
	};
	group.lists.add(list);
	for (const intent of group.pending) {
		want(list, intent.at ?? 0);
		touch(group, intent);
	}
	return list;
}
function closeList(list) {
	list.group.lists.delete(list);
	settle(list.group);
}
const isOpen = ({ held = -1, reached }, { at = NaN }) => !(at <= Math.max(held, reached));
function patch(list, { from, told, seq, cursor }) {
	const { held = -1, base, dirty } = list;
	if (seq < held || (from ?? held) > held) return;
	if (from === void 0) {
		for (const id of base.keys()) dirty.add(id);
		base.clear();
	}
	take(list, told, seq, cursor);
}
function receive(list, { seq, prev, mid, told }) {
	const { held = -1, cursor } = list;
	if (prev > held) want(list, seq);
	else if (seq > held) take(list, told, seq, cursor && mid ? moved(cursor, seq, mid) : cursor);
}
function take(list, told, seq, cursor) {
	const { group, base, dirty } = list;
	for (const [id, row] of told) {
		dirty.add(id);
		if (row) base.set(id, row);
		else base.delete(id);
	}
	list.held = seq;
	list.cursor = cursor;
	settle(group);
}
function advance(list, seq) {
	if (isBehind(list) || seq <= list.reached) return;
	list.reached = seq;
	settle(list.group);
}
function want(list, seq) {
	list.wanted = Math.max(list.wanted, seq);
}
const isBehind = ({ held = -1, cursor, wanted }) => cursor === void 0 || held < wanted;
function lapse(list) {
	list.cursor = void 0;
}
function intend(group, intent) {
	group.pending = [...group.pending, intent];
	touch(group, intent);
}
function acknowledge(group, mid, seq) {
	for (const intent of group.pending) if (intent.mid === mid) intent.at = seq;
	settle(group);
}
const refuse$1 = (group, mid) => acknowledge(group, mid, -1e400);
function rewind(group) {
	group.history += 1;
	const lost = group.pending.filter(({ at }) => at !== void 0);
	for (const intent of lost) {
		intent.at = void 0;
		touch(group, intent);
	}
	for (const list of group.lists) {
		if (list.held !== void 0) list.held = -1;
		list.cursor = void 0;
		list.wanted = list.reached = 0;
	}
	return lost;
}
function settle(group) {
	const lists = [...group.lists];
	group.pending = group.pending.filter((intent, index, { length }) => {
		const { at } = intent;
		if (at === void 0) return true;
		touch(group, intent);
		return lists.some((list) => {
			if (list.held !== void 0 || index >= length - MAX_UNREAD$1) return isOpen(list, intent);
			want(list, at);
			return false;
		});
	});
}
function touch({ lists }, { ops }) {
	for (const { dirty } of lists) for (const { id } of ops) dirty.add(id);
}
const rowsOf = ({ lists }, ids) => ids.flatMap((id) => [...lists].flatMap(({ base }) => base.get(id) ?? [])[0] ?? []);
// src/core/told.ts
function tell(told, rows, removed) {
	for (const id of removed) told.set(id, void 0);
	for (const row of rows) told.set(row.id, row);
}
// src/safely.ts
function safely(callback) {
	try {
		callback();
	} catch (error) {
		queueMicrotask(() => {
			throw error;
		});
	}
}
// src/wire/frames.ts
const PROTOCOL = 1;
function joined(entries) {
	const changes = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const { seq, prev, sub, clientMutationId, action } = entry;
		const key = `${seq} ${sub}`;
		const { mid = clientMutationId, told = /* @__PURE__ */ new Map() } = changes.get(key) ?? {};
		changes.set(key, {
			seq,
			prev,
			sub,
			mid,
			told
		});
		const payload = entry.payload;
		const { ids, items } = action.startsWith("bulk") ? payload : {
			ids: [payload.id],
			items: [payload]
		};
		if (action.endsWith("delete")) tell(told, [], ids);
		else tell(told, items, []);
	}
	return [...changes.values()];
}
// src/store/config.ts
const read = async (params) => (typeof params === "function" ? await params() : params) ?? {};
const path = (...parts) => parts.map((part) => `/${encodeURIComponent(part)}`).join("");
function search(params) {
	const given = `${new URLSearchParams(JSON.parse(JSON.stringify(params)))}`;
	return given && `?${given}`;
}
function base({ protocol, host = "" }, prefix) {
	return (host && !/^https?:/.test(host) ? `${protocol ? `${protocol}:` : location.protocol}//${host}` : host).replace(/\/+$/, "") + prefix.replace(/\/+$/, "");
}
const apiUrl = (config) => base(config, config.apiPrefix ?? "/api");
async function socketUrl(config, room) {
	const { host = location.host, path: prefix = "", party = "main", query } = config;
	return base({
		...config,
		host
	}, prefix).replace(/^http/, "ws") + path("parties", party, room) + search(await read(query));
}
// src/wire/http.ts
const TIME_LIMIT = 1e4;
const MAX_WAIT = 36e5;
function request({ config, through, stop }, room, method, pathname, body) {
	return new Promise((resolve, reject) => {
		const control = new AbortController();
		const { signal } = control;
		const fail = (kind, cause) => {
			reject(cause instanceof SyncError ? cause : failure(kind, "no answer", { cause }));
			control.abort();
		};
		const ask = async () => {
			const { headers, fetch: send = fetch } = config();
			const url = apiUrl(config()) + pathname;
			const sent = body ? JSON.stringify(body) : "";
			const said = (direction, what) => new Promise((go) => through(room, direction, what.trim(), go));
			const all = {
				...sent && { "content-type": "application/json" },
				...await read(headers)
			};
			await said("out", `${method} ${url} ${sent}`);
			const response = await send(url, {
				method,
				headers: all,
				cache: "no-store",
				signal,
				body: sent || null
			});
			const text = await response.text();
			await said("in", `${response.status} ${method} ${url} ${text}`);
			resolve(parse$1(response, text));
		};
		const timer = setTimeout(fail, TIME_LIMIT, "TIMEOUT_ERROR");
		stop.addEventListener("abort", () => fail("NETWORK_ERROR"), { signal });
		ask().catch((cause) => fail("NETWORK_ERROR", cause)).finally(() => {
			clearTimeout(timer);
			control.abort();
		});
	});
}
function parse$1({ ok, status, headers }, text) {
	let body;
	try {
		body = JSON.parse(text);
	} catch {}
	if (ok && typeof body?.seq === "number") return body;
	const after = headers.get("retry-after") ?? "";
	const retryAfter = Number(after) || (Date.parse(after) - Date.now()) / 1e3 || 0;
	const { error } = body ?? {};
	throw typeof error?.code === "string" ? apiError({
		...error,
		status,
		retryAfter
	}) : failure("PARSE_ERROR", `not the server's answer (${status})`, {
		status,
		retryAfter: waited(retryAfter)
	});
}
const waited = (seconds) => Math.min(seconds * 1e3, MAX_WAIT);
const apiError = ({ code, message, retryAfter = 0, ...info }) => new SyncError(code, message, {
	...info,
	kind: "API_ERROR",
	retryAfter: waited(retryAfter)
});
const isRefusal = ({ kind, status }) => kind === "API_ERROR" && /^4(?!01|08|25|29)/.test(`${status}`);
// src/schema/problem.ts
function problem(code, message, params = {}) {
	return {
		code,
		message,
		params
	};
}
const required = /* @__PURE__ */ problem("required", "is required");
function invalidType(expected, noun) {
	return problem("invalid_type", `must be ${noun}`, { expected });
}
function notOneOf(values) {
	return problem("not_one_of", `must be one of ${values.map((value) => typeof value === "string" ? `"${value}"` : value).join(", ")}`, { values });
}
function check(holds, code, message, params) {
	return (value, report) => holds(value) ? void 0 : report(problem(code, message, params));
}
// src/schema/fields.ts
function readFields(fields, value, read, report) {
	const given = entriesOf(value);
	if (!given) return report(invalidType("object", "an object"));
	let after = value;
	for (const name of /* @__PURE__ */ new Set([...given.keys(), ...Object.keys(fields)])) {
		const field = Object.hasOwn(fields, name) ? fields[name] : void 0;
		const item = given.get(name);
		const now = read(field, item, (problem, ...path) => report(problem, name, ...path));
		if (now !== void 0 && !Object.is(now, item)) after = {
			...after,
			[name]: now
		};
	}
	return after;
}
function entriesOf(value) {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return void 0;
	return new Map(Object.entries(value).filter(([, item]) => item !== void 0));
}
// src/schema/validate.ts
function isRequired(shape, field) {
	if (shape === "entity") return true;
	return shape === "insert" && field.role === "data" && !field.nullable && field.default === void 0;
}
function isRefused(shape, { role, readonly }, report) {
	if (shape === "entity" || shape === "insert" && role === "id") return false;
	if (role !== "data") report(problem("server_column", "is written by the server only"));
	else if (readonly && shape === "patch") report(problem("readonly_column", "is set on insert only"));
	else return false;
	return true;
}
function parse(fields, shape, value, path = []) {
	const issues = [];
	const report = (problem, ...inner) => void issues.push({
		path: [...path, ...inner],
		...problem
	});
	let empty = true;
	const read = readFields(fields, value, (field, item, at) => {
		if (!field) return at(problem("unknown_field", "is not a field of this collection"));
		if (item === void 0) return isRequired(shape, field) ? at(required) : void 0;
		empty = false;
		return isRefused(shape, field, at) ? void 0 : field.read(item, at);
	}, report);
	if (shape === "patch" && empty && issues.length === 0) report(problem("empty_patch", "must name at least one field to change"));
	return {
		value: read,
		issues
	};
}
function validator(fields, shape) {
	const validate = (given) => {
		const { value, issues } = parse(fields, shape, given);
		return issues.length > 0 ? { issues } : { value };
	};
	return { "~standard": {
		version: 1,
		vendor: "ferrosync",
		validate
	} };
}
// src/uuid.ts
let last = 0n;
function uuidv7() {
	const now = BigInt(Date.now()) << 12n;
	last = now > last ? now : last + 1n;
	const time = last.toString(16).padStart(15, "0");
	const [variant = 0, ...node] = crypto.getRandomValues(/* @__PURE__ */ new Uint16Array(4));
	const words = [variant & 16383 | 32768, ...node].map((word) => word.toString(16).padStart(4, "0")).join("");
	return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}-${words.slice(0, 4)}-${words.slice(4)}`;
}
// src/core/plan.ts
function plan({ fields, scope: scopeColumn }, action, input, moment) {
	const [, verb, many] = /^(.*?)(Many)?$/.exec(action);
	const { room, scope = null, owner = "", now } = moment;
	const key = verb === "remove" ? "ids" : "items";
	const issues = [];
	const ops = [];
	const taken = (shape, given, path) => {
		const { value, issues: found } = parse(fields, shape, given, path);
		issues.push(...found);
		return found.length > 0 ? {} : JSON.parse(JSON.stringify(value));
	};
	const columns = (valueOf) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueOf(field)]).filter(([, value]) => value !== void 0));
	const draft = (item, path) => {
		const { id: given, data } = verb === "remove" ? { id: item } : item ?? {};
		const id = String(given ?? uuidv7());
		if (verb === "add") {
			const values = taken("insert", item, path);
			const server = {
				id,
				syncId: room,
				scope,
				owner,
				created: now,
				updated: now,
				deleted: null
			};
			const others = columns(({ role, default: value = null }) => role === "data" ? value : server[role]);
			ops.push({
				id,
				row: {
					...others,
					...values,
					id
				}
			});
			return {
				id,
				...values
			};
		}
		const at = verb === "remove" && many ? path : [...path, "id"];
		issues.push(...(fields["id"]?.problems(given) ?? []).map((problem) => ({
			path: at,
			...problem
		})));
		if (verb === "remove") {
			ops.push({ id });
			return given;
		}
		const values = taken("patch", data, many ? [...path, "data"] : path);
		ops.push({
			id,
			fields: {
				...columns(({ role }) => role === "updated" ? now : void 0),
				...values
			}
		});
		return {
			id: given,
			data: values
		};
	};
	if (verb === "add" && scope === null && scopeColumn !== null && !fields[scopeColumn]?.nullable) issues.push({
		path: ["scope"],
		...required
	});
	const items = many ? [input].flat().map((item, index) => draft(item, [key, index])) : [draft(input, [])];
	return {
		ids: ops.map(({ id }) => id),
		issues,
		action: `${many ? "bulk-" : ""}${{
			add: "insert",
			update: "update",
			remove: "delete"
		}[verb]}`,
		ops,
		payload: many ? { [key]: items } : verb === "remove" ? { id: items[0] } : items[0]
	};
}
// src/core/order.ts
function compareText(a, b) {
	let i = 0;
	while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
	return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}
const rank = (value) => value == null ? -1e400 : Number(value) || 0;
function comparator(column, direction) {
	const sign = direction === "asc" ? 1 : -1;
	return (a, b) => {
		const left = a[column];
		const right = b[column];
		return sign * ((typeof left === "string" && typeof right === "string" ? compareText(left, right) : rank(left) - rank(right)) || compareText(a.id, b.id));
	};
}
// src/core/view.ts
function view(list) {
	const { group, base, shown, dirty, holds, compare } = list;
	if (dirty.size === 0) return list.view;
	const rows = /* @__PURE__ */ new Map();
	for (const id of dirty) rows.set(id, base.get(id));
	dirty.clear();
	for (const intent of group.pending) {
		if (!isOpen(list, intent)) continue;
		for (const op of intent.ops) if (rows.has(op.id)) rows.set(op.id, applied(rows.get(op.id), op));
	}
	const moves = [];
	for (const [id, row] of rows) {
		const before = shown.get(id);
		const after = row && holds(row) ? row : void 0;
		if (same(before, after)) continue;
		shown.delete(id);
		if (before) moves.push(before);
		if (!after) continue;
		shown.set(id, after);
		moves.push(after);
	}
	if (moves.length > 0) {
		const next = merged(list.view, moves, compare);
		list.view = next.length === shown.size ? next : [...shown.values()].sort(compare);
	}
	return list.view;
}
function merged(rows, moves, compare) {
	const next = [];
	let from = 0;
	for (const move of moves.sort(compare)) {
		let at = from;
		for (let end = rows.length; at < end;) {
			const middle = at + end >> 1;
			if (compare(rows[middle], move) < 0) at = middle + 1;
			else end = middle;
		}
		while (from < at) next.push(rows[from++]);
		if (rows[at] === move) from++;
		else next.push(move);
	}
	return next.concat(rows.slice(from));
}
function applied(row, { row: added, fields }) {
	if (added) return row ?? added;
	return fields && row && {
		...row,
		...fields
	};
}
function same(a, b) {
	if (!a || !b) return a === b;
	for (const key in {
		...a,
		...b
	}) if (a[key] !== b[key] && JSON.stringify(a[key]) !== JSON.stringify(b[key])) return false;
	return true;
}
// src/wire/reads.ts
const MAX_ROWS = 1e4;
const MAX_STARTS = 5;
async function readList(ask, name, since) {
	let told = /* @__PURE__ */ new Map();
	let whole = since === void 0;
	let reason;
	let first;
	let after;
	for (let starts = 0; starts < MAX_STARTS;) {
		const body = await ask({
			since,
			after
		});
		const { reset, removed = [], seq, cursor, next, more, reason: why } = body;
		const rows = body[name] ?? body["rows"];
		if (!Array.isArray(rows) || !cursor) throw failure("PARSE_ERROR", "no list");
		if (reset) {
			starts += 1;
			whole = true;
			reason ??= why;
			since = void 0;
			first = void 0;
			told = /* @__PURE__ */ new Map();
		}
		tell(told, rows, removed);
		if ([...told.values()].filter(Boolean).length > MAX_ROWS) throw clientError("LIST_TOO_LARGE", `over ${MAX_ROWS} rows: read \`${name}\` by scopes`);
		after = next;
		if (next !== void 0) first ??= cursor;
		else if (since === void 0 ? first === void 0 : !more) return {
			whole,
			told,
			seq,
			cursor,
			reason
		};
		else since = since === void 0 ? first : cursor;
	}
	throw clientError("UNAVAILABLE", `\`${name}\` changes faster than it is read`);
}
// src/store/pause.ts
const jitter = (milliseconds) => milliseconds * (.5 + Math.random() / 2);
// src/store/signal.ts
function createSignal() {
	const listeners = /* @__PURE__ */ new Set();
	let version = 0;
	return {
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		version: () => version,
		notify: () => {
			version += 1;
			for (const listener of [...listeners]) listener();
		}
	};
}
// src/store/live-list.ts
const MAX_UNREAD = 100;
const isKept = ({ following }) => /asked|live/.test(following);
function createLiveList({ name, orderBy, scope: column }, group, scope, room, onClose) {
	const { client, config, identity, stop } = room.store;
	const holds = column !== null && scope !== void 0 ? (row) => row[column] === scope : void 0;
	const state = openList(group, comparator(...orderBy), holds);
	const queryKey = listKey(name, room.name, scope, identity);
	const { notify, ...signal } = createSignal();
	let shown;
	let loading;
	let mending = false;
	let consistentReads;
	const isClosed = () => stop.aborted || !group.lists.has(state);
	const cached = () => isClosed() ? void 0 : client.getQueryCache().find({
		queryKey,
		exact: true
	});
	function adopt() {
		const rows = state.held === void 0 && cached()?.state.data;
		if (!rows) return;
		patch(state, {
			told: new Map(rows.map((row) => [row.id, row])),
			seq: -1,
			cursor: void 0
		});
	}
	function publish(force) {
		adopt();
		const rows = view(state);
		const query = cached();
		if (query && state.held !== void 0 && query.state.data !== rows) {
			const { dataUpdatedAt, isInvalidated } = query.state;
			query.setData(rows, {
				updatedAt: dataUpdatedAt || Date.now(),
				manual: true
			});
			if (isInvalidated) query.invalidate();
		}
		if (force || shown !== rows) {
			shown = rows;
			notify();
		}
		if (state.held !== void 0 && isBehind(state)) mend();
	}
	function load(consistent = consistentReads) {
		consistentReads = consistent;
		loading ??= read().catch((error) => {
			if (error.status === 401) room.store.onUnauthorized(error);
			throw error;
		}).finally(() => {
			loading = void 0;
			publish();
			list.watch();
		});
		return loading;
	}
	async function read() {
		const { history } = group;
		const { held: from = -1, cursor } = state;
		const consistent = (consistentReads ?? config().consistentReads) || void 0;
		const place = path(room.name, name);
		const found = await readList((query) => request(room.store, room.name, "GET", place + search({
			...query,
			scope,
			consistent
		})), name, cursor);
		if (history !== group.history) return read();
		if (found.reason === "history" || found.seq < from) room.onHistory();
		patch(state, {
			...found,
			from: found.whole ? void 0 : from
		});
		room.onKnown(found.seq);
		return view(state);
	}
	async function mend() {
		if (mending) return;
		mending = true;
		for (let tries = 0; isBehind(state) && !isClosed(); tries++) {
			if (room.isLive() && state.cursor !== void 0 && list.following !== "polled") {
				if (list.following === "live") list.following = "no";
				list.watch();
				break;
			}
			const query = cached();
			if (query && !query.isActive() && state.held !== void 0 && group.pending.length < MAX_UNREAD) {
				query.invalidate();
				break;
			}
			let wait = 0;
			try {
				await load();
			} catch (cause) {
				const error = cause;
				if (error.code === "LIST_TOO_LARGE" || isRefusal(error)) {
					room.report(error);
					break;
				}
				wait = error.retryAfter ?? 0;
			}
			if (tries > 0) wait = Math.max(wait, jitter(Math.min(2e4, 500 * 2 ** (tries - 1))));
			if (wait > 0 && isBehind(state)) await new Promise((resolve) => setTimeout(resolve, wait));
		}
		mending = false;
		room.settle();
	}
	const list = {
		...signal,
		state,
		sub: void 0,
		collection: name,
		scope,
		following: "no",
		told: /* @__PURE__ */ new Map(),
		load,
		publish,
		isActive: () => cached()?.isActive() ?? false,
		isMending: () => mending,
		recover: () => {
			if (cached()?.state.status === "error" || state.held === -1) mend();
		},
		watch: () => {
			if (state.held === -1 && room.isLive()) mend();
			if (!isKept(list) && state.cursor !== void 0) room.plan(true);
		},
		close: () => {
			closeList(state);
			onClose();
			room.plan(true);
		}
	};
	adopt();
	return list;
}
// src/store/live-collection.ts
const MAX_BULK = 1e3;
function createLiveCollection(collection, room) {
	const { store } = room;
	const group = createGroup();
	const lists = /* @__PURE__ */ new Map();
	let pendingIds = /* @__PURE__ */ new Set();
	let pending = "";
	function publish() {
		const ids = group.pending.flatMap(({ at, mid, ids }) => at === void 0 ? [mid, ...ids] : []);
		const isNew = `${ids}` !== pending;
		if (isNew) {
			pending = `${ids}`;
			pendingIds = new Set(ids);
		}
		for (const list of [...lists.values()]) list.publish(isNew);
	}
	function mutate(action, input, scope, optimistic = true) {
		if (Array.isArray(input) && input.length > MAX_BULK) {
			const parts = [input.slice(0, MAX_BULK), input.slice(MAX_BULK)].map((part) => mutate(action, part, scope, optimistic));
			return {
				ids: parts.flatMap(({ ids }) => ids),
				saved: heard(Promise.all(parts.map(({ saved }) => saved)).then((rows) => rows.flat()))
			};
		}
		const { issues, ...planned } = plan(collection, action, input, {
			room: room.name,
			scope,
			owner: store.identity ?? room.userId,
			now: Date.now() + store.skew
		});
		const { ids, ops } = planned;
		return {
			ids,
			saved: heard(new Promise((resolve, reject) => {
				const [first] = issues;
				if (first) throw clientError("VALIDATION", `${first.path.join(".")} ${first.message}`.trim(), issues);
				const mutation = {
					...planned,
					ops: optimistic ? ops : [],
					mid: uuidv7(),
					group,
					scope,
					collection: collection.name,
					onEnd: (error, data) => {
						if (error) reject(error);
						else if (data !== void 0) resolve([data].flat().filter(Boolean));
						else room.whenTold(() => resolve(planned.action.endsWith("delete") ? [] : rowsOf(group, ids)));
					}
				};
				intend(group, mutation);
				room.push(mutation);
				publish();
			}))
		};
	}
	return {
		group,
		lists,
		list: (scope) => made(lists, scope, () => createLiveList(collection, group, scope, room, () => lists.delete(scope))),
		mutate,
		publish,
		pendingIds: () => pendingIds
	};
}
function heard(saved) {
	saved.catch(() => {});
	return saved;
}
// src/store/outbox.ts
const QUICK_TRIES = 3;
const SLOW_EVERY = 1e4;
const MAX_QUEUE = 1e4;
const MAX_BATCH = 1e3;
const MAX_FRAME = 33e4;
const ECHO_WITHIN = 5e3;
const METHODS = {
	insert: "POST",
	update: "PUT",
	delete: "DELETE"
};
function createOutbox(room) {
	const { store } = room;
	let queue = [];
	let health;
	let asking = false;
	let carries = false;
	let suspended = false;
	let tries = 0;
	let waiting;
	let notBefore = 0;
	function pump() {
		const [head] = queue;
		if (!head || asking || waiting || suspended || store.stop.aborted) return;
		if (!carries || !pipeline()) ask(head);
	}
	function pipeline() {
		const rows = /* @__PURE__ */ new Set();
		const texts = [];
		let length = 0;
		for (const mutation of queue) {
			const { sent, collection, mid, action, payload, scope } = mutation;
			const own = mutation.ids.map((id) => `${collection}/${id}`);
			if (!sent) {
				const text = JSON.stringify({
					clientMutationId: mid,
					since: since(mutation),
					collection,
					action,
					payload,
					scope
				});
				length += text.length;
				if (length > MAX_FRAME && mutation === queue[0]) return false;
				if (length > MAX_FRAME || texts.length === MAX_BATCH || own.some((row) => rows.has(row))) break;
				texts.push(text);
				mutation.sent = true;
			}
			for (const row of own) rows.add(row);
		}
		if (texts.length > 0) room.send(`{"type":"mutate","mutations":[${texts.join()}]}`);
		return true;
	}
	function since(mutation) {
		if (!("since" in mutation)) mutation.since = room.seq();
		return mutation.since;
	}
	async function ask(mutation) {
		asking = true;
		const { mid, collection, action, payload, scope } = mutation;
		const { id, data } = payload;
		const [verb = "", bulk] = action.split("-").reverse();
		const proof = {
			_clientMutationId: mid,
			_since: since(mutation),
			scope
		};
		const fields = bulk || verb === "insert" ? payload : data;
		const place = path(room.name, collection, ...bulk ? [bulk] : verb === "insert" ? [] : [`${id}`]);
		const result = await request(store, room.name, METHODS[verb] ?? "", fields ? place : place + search(proof), fields ? {
			...fields,
			...proof
		} : void 0).catch((error) => ({ error }));
		asking = false;
		settle([{
			...result,
			clientMutationId: mid
		}]);
	}
	function settle(results, takes = carries) {
		carries = takes;
		for (const { clientMutationId, seq, data, error } of results) {
			const mutation = queue.find(({ mid }) => mid === clientMutationId);
			if (!mutation) continue;
			mutation.sent = false;
			if (!error || isRefusal(error)) {
				if (error && mutation !== queue[0]) continue;
				queue = queue.filter((other) => other !== mutation);
				tries = 0;
				end(mutation, error, seq, data);
				health = void 0;
			} else if (error.status === 401) suspend(error);
			else {
				mutation.lost = true;
				retryLater(error.retryAfter ?? 0);
			}
		}
		room.publish();
		store.notify();
		pump();
	}
	function end({ group, mid, onEnd }, error, seq = 0, data) {
		if (error) refuse$1(group, mid);
		else {
			acknowledge(group, mid, seq);
			room.onKnown(seq);
			const ask = () => {
				if (!group.pending.some((intent) => intent.mid === mid && intent.at === seq)) return;
				for (const list of group.lists) want(list, seq);
				room.publish();
			};
			setTimeout(ask, room.isLive() ? ECHO_WITHIN : 0);
		}
		onEnd(error, data);
	}
	const abandon = (mutation) => end(mutation, clientError("ABANDONED", "the user changed"));
	function suspend(error) {
		suspended = true;
		if (health !== "unauthorized") room.report(error);
		health = "unauthorized";
		store.onUnauthorized(error);
	}
	function retryLater(retryAfter) {
		if (waiting) return;
		tries += 1;
		if (tries >= QUICK_TRIES) health = "degraded";
		notBefore = Date.now() + retryAfter;
		const wait = tries < QUICK_TRIES ? jitter(1e3 * 2 ** (tries - 1)) : SLOW_EVERY;
		waiting = setTimeout(() => {
			waiting = void 0;
			pump();
		}, Math.max(retryAfter, wait));
	}
	return {
		queue: () => queue,
		health: () => health,
		push: (mutation) => {
			if (queue.length >= MAX_QUEUE) end(mutation, clientError("QUEUE_FULL", `over ${MAX_QUEUE} changes wait`));
			else if (store.stop.aborted) abandon(mutation);
			else {
				queue = [...queue, mutation];
				store.notify();
				room.plan();
			}
		},
		pump,
		rewind: (groups) => {
			queue = [...groups.flatMap(rewind).sort((one, other) => one.mid < other.mid ? -1 : 1).filter((mutation) => !queue.includes(mutation)), ...queue];
			for (const mutation of queue) {
				mutation.sent = false;
				mutation.since &&= void 0;
			}
			room.plan();
		},
		pending: () => carries ? [] : queue.filter(({ lost }) => lost).slice(0, MAX_BATCH).map(({ mid, since }) => ({
			clientMutationId: mid,
			since
		})),
		settle,
		isOwed: () => queue.some(({ sent }) => sent),
		onDown: () => {
			carries = false;
			for (const mutation of queue) {
				mutation.lost ||= mutation.sent;
				mutation.sent = false;
			}
			room.plan();
		},
		wake: (isKnown) => {
			if (isKnown && health === "unauthorized") health = void 0;
			if (Date.now() < notBefore) return;
			suspended = false;
			clearTimeout(waiting);
			waiting = void 0;
			room.plan();
		},
		suspend,
		close: () => {
			clearTimeout(waiting);
			const left = queue;
			queue = [];
			left.forEach(abandon);
		}
	};
}
// src/store/socket.ts
const CONNECT_WITHIN = 1e4;
const PING_EVERY = 3e4;
const PONG_WITHIN = 1e4;
const WAKE_PONG_WITHIN = 3e3;
const OPEN = 1;
const CLOSED = 3;
const isFinal = (code) => code === 4401 || code === 4403;
function openSocket({ config, through }, room, onFrame, onDown) {
	let times = 0;
	let deadline;
	let socket = connect();
	const heartbeat = setInterval(ping, PING_EVERY, PONG_WITHIN);
	function url() {
		return new Promise((resolve, reject) => {
			const fail = () => reject(Error("no URL"));
			const limit = setTimeout(fail, CONNECT_WITHIN);
			socketUrl(config(), room).then(resolve, fail).finally(() => clearTimeout(limit));
		});
	}
	function connect() {
		const next = new ReconnectingWebSocket(url, null, {
			get WebSocket() {
				return config().WebSocket;
			},
			get minReconnectionDelay() {
				return 500 + Math.random() * 2500;
			},
			get maxReconnectionDelay() {
				return 1e4 + Math.random() * 1e4;
			},
			reconnectionDelayGrowFactor: 1.7,
			connectionTimeout: CONNECT_WITHIN,
			maxEnqueuedMessages: 0,
			shouldReconnectOnClose: ({ code }) => !isFinal(code)
		});
		next.addEventListener("open", () => socket === next && expect(PONG_WITHIN));
		next.addEventListener("close", ({ code }) => socket === next && down(code));
		next.addEventListener("message", ({ data }) => {
			if (socket !== next) return;
			clearTimeout(deadline);
			if (typeof data === "string" && data !== "pong") pass("in", data, onFrame);
		});
		return next;
	}
	function pass(direction, text, then) {
		const now = times;
		through(room, direction, text, () => now === times && then(text));
	}
	function expect(within) {
		clearTimeout(deadline);
		deadline = setTimeout(restart, within);
	}
	function ping(within) {
		if (socket?.readyState !== OPEN) return;
		socket.send("ping");
		expect(within);
	}
	function down(code) {
		times += 1;
		clearTimeout(deadline);
		onDown(isFinal(code) ? code : void 0);
	}
	function discard() {
		const old = socket;
		socket = void 0;
		old?.close();
	}
	function restart() {
		if (!socket?.shouldReconnect) return false;
		discard();
		down();
		socket = connect();
		return true;
	}
	return {
		wake: () => {
			if (socket?.readyState === CLOSED) restart();
			else ping(WAKE_PONG_WITHIN);
		},
		restart,
		send: (text) => pass("out", text, () => socket?.send(text)),
		close: () => {
			clearInterval(heartbeat);
			clearTimeout(deadline);
			times += 1;
			discard();
		}
	};
}
// src/store/room.ts
const LINGER = 50;
const MAX_LISTS = 64;
const POLL_EVERY = 1e4;
const SEEN_EVERY = 64;
const SEEN_WITHIN = 2e3;
const ANSWER_WITHIN = 15e3;
function createRoom(store, name) {
	const collections = /* @__PURE__ */ new Map();
	const listeners = /* @__PURE__ */ new Set();
	const waiting = [];
	const room = {
		name,
		store
	};
	const outbox = createOutbox(room);
	let socket;
	let isLive = false;
	let isTold = false;
	let wasLive = false;
	let isFinal = false;
	let link = "idle";
	let seen;
	let access;
	let warned = false;
	let planned;
	let subscribes = false;
	let silence;
	let reporting;
	let polling;
	let unseen = 0;
	let subs = 0;
	const all = () => [...collections.values()];
	const lists = () => all().flatMap((collection) => [...collection.lists.values()]);
	const isAsked = ({ following }) => following === "asked";
	const restart = () => void socket?.restart();
	function report(error) {
		for (const { onError } of [...listeners]) safely(() => onError(error));
	}
	function publish() {
		for (const collection of all()) collection.publish();
	}
	function noteSeq(seq) {
		if (seq <= (seen ?? -1)) return;
		seen = seq;
		store.notify();
	}
	function settle(hears) {
		const known = lists();
		const isOwed = known.some(isAsked);
		if (!isOwed) for (const then of waiting.splice(0)) then();
		isTold ||= isLive && !known.some((list) => isAsked(list) || list.isMending());
		const owes = isLive && (isOwed || outbox.isOwed());
		if (hears || !owes) {
			clearTimeout(silence);
			silence = void 0;
		}
		if (owes) silence ??= setTimeout(restart, ANSWER_WITHIN);
		const up = isTold ? "connected" : isLive ? "synchronizing" : wasLive ? "reconnecting" : "connecting";
		const next = !socket ? "idle" : isFinal || store.isOffline ? "disconnected" : up;
		if (next === link) return;
		link = next;
		store.through(name, "state", link, () => {});
		store.notify();
	}
	function open() {
		if (socket || store.stop.aborted) return;
		isFinal = wasLive = false;
		socket = openSocket(store, name, onFrame, (final) => {
			isFinal = final !== void 0;
			down();
			if (final === void 0) return;
			const error = apiError({
				code: final === 4401 ? "UNAUTHENTICATED" : "FORBIDDEN",
				message: `the room is closed (${final})`,
				status: final - 4e3
			});
			if (final === 4401) outbox.suspend(error);
			else report(error);
		});
		settle();
	}
	function leave(list) {
		list.following = "no";
		list.told = /* @__PURE__ */ new Map();
	}
	function down() {
		isLive = isTold = subscribes = false;
		clearTimeout(reporting);
		clearInterval(polling);
		reporting = void 0;
		lists().forEach(leave);
		outbox.onDown();
		settle();
		publish();
	}
	function shut() {
		socket?.close();
		socket = void 0;
		down();
	}
	function plan(lists) {
		subscribes ||= lists === true;
		planned ??= setTimeout(() => {
			planned = void 0;
			if (subscribes && isLive) resume();
			outbox.pump();
		});
	}
	function resume() {
		subscribes = false;
		const shown = lists().filter(({ state }) => state.cursor !== void 0);
		shown.sort((one, other) => Number(other.isActive()) - Number(one.isActive()));
		const subscriptions = shown.splice(0, MAX_LISTS).map((list) => {
			const { collection, scope, state } = list;
			const cursor = isKept(list) ? void 0 : state.cursor;
			if (cursor) {
				list.following = "asked";
				list.sub = subs++;
			}
			return {
				sub: list.sub,
				collection,
				scope,
				cursor
			};
		});
		clearInterval(polling);
		if (shown.length > 0) {
			if (shown.some((list) => list.isActive() && list.following !== "polled")) report(clientError("TOO_MANY_LISTS", `over ${MAX_LISTS} lists: some are only read now and then`));
			for (const list of shown) list.following = "polled";
			polling = setInterval(() => shown.forEach((list) => list.isActive() && list.load().catch(() => {})), POLL_EVERY);
		}
		send(JSON.stringify({
			type: "resume",
			subscriptions,
			pending: outbox.pending()
		}));
	}
	function send(frame) {
		socket?.send(frame);
		settle();
	}
	function onFrame(text) {
		try {
			const frame = JSON.parse(text);
			handlers[frame.type]?.(frame);
			publish();
			settle(!/broadcast|tick/.test(frame.type));
		} catch (cause) {
			report(failure("PARSE_ERROR", "no frame of ours", { cause }));
		}
	}
	const handlers = {
		"sync-init": greet,
		broadcast: ({ changes }) => take(changes),
		ack: ({ results }) => {
			outbox.settle(results.map((result) => ({
				...result,
				error: result.error && apiError(result.error)
			})));
		},
		resumed: ({ committed, stale }) => {
			const error = apiError({
				code: "STALE_MUTATION",
				message: "sent too long ago",
				status: 409
			});
			outbox.settle([...committed, ...stale.map((clientMutationId) => ({
				clientMutationId,
				error
			}))], true);
		},
		delta: ({ sub, to, cursor, rows, removed, more }) => {
			const list = answers(sub);
			if (!list || !isAsked(list) && isBehind(list.state)) return;
			tell(list.told, rows, removed);
			if (more) return;
			patch(list.state, {
				from: -1,
				told: list.told,
				seq: to,
				cursor
			});
			list.told = /* @__PURE__ */ new Map();
			list.following = "live";
			noteSeq(to);
		},
		reset: ({ sub, reason }) => {
			const list = answers(sub);
			if (!list) return;
			leave(list);
			lapse(list.state);
			if (reason === "history" && list.state.held !== -1) onHistory();
		},
		tick: ({ seq, lists: touched }) => {
			noteSeq(seq);
			for (const list of lists()) {
				const { held = 0 } = list.state;
				want(list.state, touched[list.collection] ?? 0);
				if (held > seq && list.following === "live") {
					leave(list);
					plan(true);
				}
			}
		},
		error: ({ code, message }) => report(apiError({
			code,
			message
		}))
	};
	const answers = (sub) => lists().find((list) => list.sub === sub && isKept(list));
	function take(entries) {
		const events = joined(entries);
		const known = lists();
		for (const event of events) {
			noteSeq(event.seq);
			const list = known.find(({ sub }) => sub === event.sub);
			if (list) receive(list.state, event);
		}
		const followed = known.filter(({ following }) => following === "live");
		const isTorn = followed.some(({ state }) => isBehind(state));
		for (const list of followed) if (isTorn) leave(list);
		else advance(list.state, events.at(-1)?.seq ?? 0);
		if (isTorn) plan(true);
		for (const { mid, seq } of events) for (const { group } of all()) acknowledge(group, mid, seq);
		unseen += entries.length;
		if (unseen >= SEEN_EVERY) tellSeen();
		else reporting ??= setTimeout(tellSeen, SEEN_WITHIN);
	}
	function tellSeen() {
		clearTimeout(reporting);
		reporting = void 0;
		unseen = 0;
		if (isLive) send(JSON.stringify({
			type: "seen",
			seq: seen
		}));
	}
	function onHistory() {
		seen = void 0;
		lists().forEach(leave);
		outbox.rewind(all().map(({ group }) => group));
		publish();
		settle();
	}
	function greet({ protocol, schema, seq, now, userId: user, access: may }) {
		if (protocol !== 1) {
			socket?.close();
			isFinal = true;
			down();
			report(clientError("PROTOCOL_MISMATCH", `protocol ${protocol}, not 1: regenerate these files`));
			return;
		}
		const others = [...listeners].filter((listener) => schema && listener.schema && listener.schema !== schema);
		if (others.length > 0 && !warned) {
			warned = true;
			console.warn("ferrosync: the server has another schema: reload, or regenerate these files");
			for (const { onSchemaChange } of others) safely(onSchemaChange);
		}
		store.skew = now - Date.now() || 0;
		seen = seq;
		room.userId = user;
		access = may;
		isLive = wasLive = true;
		for (const mutation of outbox.queue()) if ((mutation.since ?? 0) > seq) mutation.since = void 0;
		store.notify();
		resume();
		recover();
	}
	function recover() {
		outbox.wake(true);
		for (const list of lists()) list.recover();
	}
	function retry() {
		recover();
		if (!socket || isLive || socket.restart()) return;
		shut();
		open();
	}
	return Object.assign(room, outbox, {
		collections,
		collection: (collection) => made(collections, collection.name, () => createLiveCollection(collection, room)),
		connect: (listener) => {
			listeners.add(listener);
			open();
			return () => {
				listeners.delete(listener);
				setTimeout(() => {
					if (listeners.size === 0 && socket) shut();
				}, LINGER);
			};
		},
		link: () => link,
		access: () => access,
		seq: () => seen,
		isLive: () => isLive,
		send,
		plan,
		onKnown: (seq) => {
			noteSeq(seq);
			if (outbox.health() === "unauthorized") retry();
		},
		onHistory,
		publish,
		settle,
		whenTold: (then) => {
			waiting.push(then);
			settle();
		},
		report,
		retry,
		wake: (what) => {
			if (what === "online") restart();
			else if (what === "pageshow") socket?.wake();
			if (what !== "offline") outbox.wake();
			settle();
		},
		drop: restart,
		close: () => {
			shut();
			outbox.close();
		}
	});
}
// src/store/wake.ts
function listen(hear) {
	const control = new AbortController();
	for (const type of [
		"offline",
		"online",
		"pageshow"
	]) addEventListener(type, () => hear(type), control);
	document.addEventListener("visibilitychange", () => document.hidden || hear("pageshow"), control);
	return () => control.abort();
}
// src/store/store.ts
const LINKS = [
	"disconnected",
	"connecting",
	"reconnecting",
	"synchronizing",
	"connected"
];
const HEALTHS = ["unauthorized", "degraded"];
function createStore(client, identity) {
	const control = new AbortController();
	const stop = control.signal;
	const rooms = /* @__PURE__ */ new Map();
	const signal = createSignal();
	const states = /* @__PURE__ */ new Map();
	let config;
	let asking = false;
	let deaf;
	const all = () => [...rooms.values()];
	const named = (name) => name === void 0 ? all() : [rooms.get(name) ?? []].flat();
	const isOurs = (key) => {
		const [prefix, , which] = key;
		return prefix === "ferrosync" && which?.identity === identity;
	};
	const unsubscribe = client.getQueryCache().subscribe((event) => {
		const { queryKey } = event.query;
		if (!isOurs(queryKey)) return;
		const [, name, { room, scope }] = queryKey;
		const list = rooms.get(room ?? "")?.collections.get(name)?.lists.get(scope ?? void 0);
		if (scope === null || !list) return;
		if (event.type === "removed") list.close();
		else if (event.type === "observerAdded") list.watch();
		else if (event.type === "updated" && event.query.state.data && !event.action.manual) list.publish();
	});
	function notify() {
		if (stop.aborted || all().every((room) => room.link() === "idle" && room.queue().length === 0)) {
			deaf?.();
			deaf = void 0;
		} else deaf ??= listen((what) => {
			if (what !== "pageshow") store.isOffline = what === "offline";
			for (const room of all()) room.wake(what);
		});
		signal.notify();
	}
	function state(name) {
		const found = named(name);
		const link = LINKS.find((link) => found.some((room) => room.link() === link)) ?? "disconnected";
		const next = {
			status: HEALTHS.find((health) => found.some((room) => room.health() === health)) ?? link,
			isConnected: link === "connected",
			isConnecting: link.endsWith("ing"),
			isDisconnected: link === "disconnected",
			pending: store.queue(name).length,
			lastSeq: name === void 0 ? name : found[0]?.seq()
		};
		const before = states.get(name);
		if (before && JSON.stringify(before) === JSON.stringify(next)) return before;
		states.set(name, next);
		return next;
	}
	const store = {
		...signal,
		client,
		identity,
		stop,
		rooms,
		config: () => config ?? {},
		configure: (next, early) => {
			if (!early || !config) config = next;
		},
		through: (room, direction, what, go) => {
			if (config?.debug) console.debug("ferrosync", room, direction, what);
			if (store.tap) store.tap(room, direction, what, go);
			else go();
		},
		skew: 0,
		isOffline: false,
		notify,
		onUnauthorized: async (error) => {
			if (asking) return;
			asking = true;
			try {
				const signedIn = config?.onUnauthorized?.(error);
				await signedIn;
				if (signedIn) for (const room of all()) room.retry();
			} catch {}
			asking = false;
		},
		room: (name) => made(rooms, name, () => createRoom(store, name)),
		queue: (name) => named(name).flatMap((room) => room.queue()),
		state,
		dispose: () => {
			unsubscribe();
			control.abort();
			for (const room of all()) room.close();
			client.removeQueries({ predicate: ({ queryKey }) => isOurs(queryKey) });
			notify();
		}
	};
	return store;
}
// src/store/registry.ts
const stores = /* @__PURE__ */ new WeakMap();
function storeOf(client, identity) {
	return made(made(stores, client, () => /* @__PURE__ */ new Map()), identity, () => createStore(client, identity));
}
function dropStore(client, identity) {
	stores.get(client)?.get(identity)?.dispose();
	stores.get(client)?.delete(identity);
}
// src/schema/collection.ts
function defineCollection(definition) {
	const fields = { ...definition.fields };
	const { name, room, scope = null } = definition;
	const collection = {
		...definition,
		scope,
		fields,
		insert: validator(fields, "insert"),
		patch: validator(fields, "patch"),
		entity: validator(fields, "entity")
	};
	const list = (place, { identity, consistentReads, ...params } = {}) => listOptions(collection, place, "scope" in params ? params.scope ?? null : void 0, identity, consistentReads);
	return {
		...collection,
		list: room === null ? list : (params) => list(room, params),
		all: () => ({ queryKey: ["ferrosync", name] }),
		inRoom: (place) => ({ queryKey: listKey(name, place ?? null) })
	};
}
function listKey(name, room, scope, identity) {
	return [
		"ferrosync",
		name,
		{
			room,
			...scope !== void 0 && { scope },
			...identity !== void 0 && { identity }
		}
	];
}
function listOptions(collection, room, scope, identity, consistent) {
	return {
		queryKey: listKey(collection.name, room ?? null, scope, identity),
		queryFn: async ({ client }) => {
			if (room === void 0 || scope === null) throw unplaced(collection, room);
			return await storeOf(client, identity).room(room).collection(collection).list(scope).load(consistent);
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
		const read = kind(value, report);
		return read === void 0 ? void 0 : obey(read, rules, report);
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
function mapItems(items, change, report) {
	const after = Array.from(items, (item, index) => change(item, (problem, ...path) => report(problem, index, ...path)));
	const present = after.filter((item) => item !== void 0);
	if (present.length < after.length) return void 0;
	return after.every((item, index) => Object.is(item, items[index])) ? items : present;
}
// src/schema/kinds/scalars.ts
const isUuid = (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);
const invalidUuid = /* @__PURE__ */ problem("invalid_uuid", "must be a UUID in lower case, with its hyphens");
const isWellFormed = (value) => !/\p{Surrogate}/u.test(value);
const uuid = (value, report) => {
	if (typeof value !== "string") return report(invalidType("uuid", "a UUID"));
	return isUuid(value) ? value : report(invalidUuid);
};
const text = (value, report) => {
	if (typeof value !== "string") return report(invalidType("string", "a string"));
	return isWellFormed(value) ? value : report(problem("not_well_formed", "must be well-formed Unicode"));
};
const boolean = (value, report) => typeof value === "boolean" ? value : report(invalidType("boolean", "true or false"));
const number = (value, report) => {
	if (typeof value !== "number") return report(invalidType("number", "a number"));
	if (!Number.isFinite(value)) return report(problem("not_finite", "must be a finite number"));
	return value + 0;
};
const int = (min, max) => whole$1("integer", "an integer", min, max);
const integer = /* @__PURE__ */ int(-9007199254740991, 9007199254740991);
const timestamp = /* @__PURE__ */ whole$1("timestamp", "a time in milliseconds since 1970", -864e13, 864e13);
function whole$1(expected, noun, min, max) {
	return (value, report) => {
		const finite = Number.isFinite(value);
		if (typeof value !== "number" || finite && !Number.isInteger(value)) return report(invalidType(expected, noun));
		if (finite && (value < min || value > max)) return report(problem("out_of_range", `must be between ${min} and ${max}`, {
			min,
			max
		}));
		return number(value, report);
	};
}
// src/schema/rules/text.ts
const trim = (value) => value.trim();
const lowercase = (value) => value.toLowerCase();
const uppercase = (value) => value.toUpperCase();
function length(min, max) {
	return (value, report) => {
		const count = [...value].length;
		if (min !== void 0 && count < min) report(problem("too_short", `must have at least ${characters(min)}`, { min }));
		if (max !== void 0 && count > max) report(problem("too_long", `must have at most ${characters(max)}`, { max }));
	};
}
const characters = (count) => `${count} character${count === 1 ? "" : "s"}`;
const startsWith = (prefix) => check((value) => value.startsWith(prefix), "missing_prefix", `must start with "${prefix}"`, { prefix });
const endsWith = (suffix) => check((value) => value.endsWith(suffix), "missing_suffix", `must end with "${suffix}"`, { suffix });
const contains = (part) => check((value) => value.includes(part), "missing_part", `must contain "${part}"`, { part });
// src/schema/field.ts
const idLength = /* @__PURE__ */ length(1, 64);
const idRule = (id, report) => [
	"bulk",
	".",
	".."
].includes(id) ? report(problem("reserved", "must not be `bulk`, `.` or `..`, which mean something else in a path")) : idLength(id, report);
function field(kind, options = {}) {
	const { nullable = false, role = "data", readonly = false, rules = [] } = options;
	const value = refined(kind, role === "id" && Object.is(kind, text) ? [idRule] : rules);
	const read = (given, report) => given === null && nullable ? null : value(given, report);
	return {
		role,
		nullable,
		default: options.default,
		readonly,
		read,
		problems: (given) => {
			const found = [];
			read(given, (wrong) => void found.push(wrong));
			return found;
		}
	};
}
// src/schema/default-sync-id.ts
const DEFAULT_SYNC_ID = "default";
// src/schema/kinds/choice.ts
function choice(values) {
	return (value, report) => values.find((one) => one === value) ?? report(typeof value === "string" ? notOneOf(values) : invalidType("string", "a string"));
}
// src/schema/kinds/json.ts
const MAX_DEPTH = 64;
const json = (value, report) => value === null ? refuse(report) : isJson(value, report, 0) ? value : void 0;
const refuse = (report) => report(invalidType("json", "JSON, and not null"));
function isJson(value, report, depth) {
	if (value === null || typeof value === "boolean") return true;
	if (typeof value === "string") return text(value, report) !== void 0;
	if (typeof value === "number") return number(value, report) !== void 0;
	const entries = itemsOf(value);
	if (!entries) return refuse(report) ?? false;
	if (depth === MAX_DEPTH) return report(problem("too_deep", `must not be nested deeper than ${MAX_DEPTH} levels`, { max: MAX_DEPTH })) ?? false;
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
		const read = readFields(fields, value, (field, item, at) => {
			const now = !field ? at(problem("unknown_field", "is not a field of this value")) : item !== void 0 ? field.read(item, at) : field.nullable ? null : at(required);
			right &&= now !== void 0;
			return now;
		}, report);
		return right ? read : void 0;
	};
}
function union(tag, variants) {
	const kinds = new Map(Object.entries(variants).map(([name, fields]) => [name, object({
		[tag]: field(choice([name])),
		...fields
	})]));
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
const label = "[A-Za-z\\d](?:[A-Za-z\\d-]{0,61}[A-Za-z\\d])?";
const atom = "[A-Za-z\\d!#$%&'*+/=?^_`{|}~-]+";
const email = /* @__PURE__ */ (() => {
	const form = new RegExp(`^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`);
	return check((value) => value.length <= 254 && form.test(value), "invalid_email", "must be an email address");
})();
const url = /* @__PURE__ */ (() => {
	const form = new RegExp(`^[Hh][Tt][Tt][Pp][Ss]?://${`(?:${label}(?:\\.${label})*|\\[[\\dA-Fa-f:.]+\\])`}(?::([1-9]\\d{0,4}))?(?:[/?#][^\\s\\0-\\x1f\\x7f"<>\\\\^\`{|}]*)?$`);
	const holds = (value) => {
		if ([...value].length > 2048) return false;
		const found = form.exec(value);
		return found !== null && Number(found[1] ?? 1) <= 65535;
	};
	return check(holds, "invalid_url", "must be a web address that starts with http:// or https://");
})();
const uuidText = (value, report) => isUuid(value) ? void 0 : report(invalidUuid);
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
const whole = (value, report) => Number.isInteger(value) ? void 0 : report(problem("not_integer", "must be an integer"));
// src/schema/rules/values.ts
function items(min, max) {
	return ({ length: count }, report) => {
		if (min !== void 0 && count < min) report(problem("too_few", `must have at least ${countOf(min)}`, { min }));
		if (max !== void 0 && count > max) report(problem("too_many", `must have at most ${countOf(max)}`, { max }));
	};
}
const countOf = (count) => `${count} item${count === 1 ? "" : "s"}`;
function oneOf(values) {
	return (value, report) => values.includes(value) ? void 0 : report(notOneOf(values));
}
function said(rule, message) {
	return (value, report) => rule(value, (problem, ...path) => report({
		...problem,
		message
	}, ...path));
}
// src/schema/servers.ts
function configureSync(client, config, identity) {
	storeOf(client, identity ?? void 0).configure(config);
}
// src/schema/to-patch.ts
function toPatch(before, after) {
	const changed = Object.entries(after).filter(([name, value]) => !isEqual(value, before[name]));
	return Object.fromEntries(changed);
}
const isEqual = (value, old) => value === void 0 || Object.is(value, old) || JSON.stringify(value) === JSON.stringify(old);
// src/schema/ws-event.ts
const open = (shape) => (value, report) => {
	const given = entriesOf(value);
	if (!given) return report(invalidType("object", "an object"));
	return Object.entries(shape).map(([name, kind]) => kind(given.get(name), (problem, ...path) => report(problem, name, ...path))).includes(void 0) ? void 0 : value;
};
const maybe = (kind) => (value, report) => value === void 0 ? null : kind(value, report);
const some = (value) => value;
const counts = (value, report) => {
	const given = entriesOf(value);
	return open(Object.fromEntries([...given?.keys() ?? []].map((name) => [name, number])))(value, report);
};
const WsEventSchema = /* @__PURE__ */ (() => {
	const action = choice([
		"insert",
		"update",
		"delete",
		"bulk-insert",
		"bulk-update",
		"bulk-delete"
	]);
	const object = open({});
	const place = {
		sub: number,
		collection: text,
		scope: maybe(text)
	};
	const change = {
		...place,
		sub: maybe(number),
		seq: number,
		prev: number,
		action,
		payload: object,
		clientMutationId: maybe(text)
	};
	const error = {
		code: text,
		message: text,
		status: number,
		issues: maybe(list(object)),
		clientMutationId: maybe(text),
		requestId: maybe(text),
		retryAfter: maybe(number)
	};
	const result = {
		clientMutationId: maybe(text),
		seq: maybe(number),
		data: maybe(some),
		replayed: maybe(boolean),
		error: maybe(open(error))
	};
	const frames = {
		"sync-init": {
			protocol: number,
			schema: text,
			seq: number,
			cursor: text,
			now: number,
			userId: maybe(text),
			access: maybe(some)
		},
		broadcast: { changes: list(open(change)) },
		ack: { results: list(open(result)) },
		resumed: {
			committed: list(open({
				clientMutationId: text,
				seq: number
			})),
			missing: list(text),
			stale: list(text)
		},
		delta: {
			...place,
			from: number,
			to: number,
			cursor: text,
			rows: list(object),
			removed: list(text),
			more: boolean
		},
		reset: {
			...place,
			reason: choice([
				"too_old",
				"large",
				"history",
				"access",
				"schema"
			])
		},
		tick: {
			seq: number,
			lists: counts
		},
		error: {
			code: text,
			message: text
		}
	};
	const types = Object.keys(frames);
	const event = (value, report) => {
		const type = types.find((one) => one === entriesOf(value)?.get("type"));
		if (!type && entriesOf(value)) return report(notOneOf(types), "type");
		return open(type ? frames[type] : {})(value, report);
	};
	const validate = (value) => {
		const issues = [];
		const report = (problem, ...path) => void issues.push({
			path,
			...problem
		});
		event(value, report);
		return issues.length > 0 ? { issues } : { value };
	};
	return { "~standard": {
		version: 1,
		vendor: "ferrosync",
		validate
	} };
})();
export { DEFAULT_SYNC_ID, PROTOCOL, SyncError, WsEventSchema, boolean, choice, comparator, configureSync, contains, defineCollection, dropStore, each, email, endsWith, field, int, integer, isSyncError, items, json, length, list, listOptions, lowercase, moved, multipleOf, number, object, oneOf, pattern, range, refined, safely, said, startsWith, storeOf, text, timestamp, toPatch, trim, union, unplaced, uppercase, url, uuid, uuidText, uuidv7, whole };
