// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { PROTOCOL, SyncError, comparator, moved, uuidv7 } from "./client.js";
// src/testing/refusals.ts
function refused(status, code, message, issues) {
	return new SyncError(code, message, {
		kind: "API_ERROR",
		status,
		issues
	});
}
function summary([first, ...more]) {
	if (!first) return "invalid input";
	const lead = first.path.length > 0 ? `\`${first.path.join(".")}\` ${first.message}` : first.message;
	return more.length === 0 ? lead : `${lead} (and ${more.length} more issue${more.length > 1 ? "s" : ""})`;
}
const UNKNOWN = [
	"unknown_field",
	"server_column",
	"readonly_column"
];
const invalid = (issues) => refused(400, issues.some(({ code }) => UNKNOWN.includes(code)) ? "UNKNOWN_FIELD" : "VALIDATION", summary(issues), issues);
const conflict = (issues) => refused(409, "CONFLICT", summary(issues), issues);
const issue = (path, code, message, params = {}) => ({
	path,
	code,
	message,
	params
});
const malformed = (name, code, message, params) => invalid([issue([name], code, message, params)]);
function noRowOrTaken(name, action) {
	const these = action.startsWith("bulk") ? "one of these ids" : "this id";
	return action.endsWith("insert") ? refused(409, "ID_TAKEN", `\`${name}\` has a row with ${these} already`) : refused(404, "NOT_FOUND", `\`${name}\` has no row with ${these}`);
}
// src/testing/door.ts
var Door = class {
	sent = [];
	held = [];
	holds;
	busy = 0;
	events = 0;
	#refusals = [];
	#requests = 0;
	refuse(which, refusal) {
		const rule = {
			which,
			refusal
		};
		this.#refusals.push(rule);
		return () => {
			this.#refusals = this.#refusals.filter((other) => other !== rule);
		};
	}
	async enter(call, perform) {
		this.sent.push(call);
		this.events += 1;
		this.busy += 1;
		try {
			await void 0;
			if (this.holds?.(call)) {
				this.busy -= 1;
				await new Promise((go, lose) => {
					this.held.push({
						call,
						go,
						lose: () => lose(/* @__PURE__ */ new TypeError("the network is gone"))
					});
				}).finally(() => {
					this.busy += 1;
				});
			}
			return this.#answer(call, perform);
		} finally {
			this.busy -= 1;
			this.events += 1;
		}
	}
	release(count = this.held.length) {
		for (const { go } of this.held.splice(0, count)) go();
	}
	lose() {
		for (const { lose } of this.held.splice(0)) lose();
	}
	#answer(call, perform) {
		const rule = this.#refusals.find(({ which }) => typeof which === "function" ? which(call) : which === call.action || which === "next" && call.payload !== void 0);
		if (rule && typeof rule.which !== "function") this.#refusals = this.#refusals.filter((other) => other !== rule);
		return this.attempt(() => {
			if (!rule) return perform();
			const { status, code, message = code, issues, retryAfter } = rule.refusal;
			throw Object.assign(refused(status, code, message, issues), { retryAfter });
		});
	}
	attempt(perform) {
		try {
			return {
				status: 200,
				body: perform()
			};
		} catch (error) {
			const { status = 500, code, message, details, retryAfter } = error;
			if (details === void 0) throw error;
			const { issues } = details;
			this.#requests += 1;
			const requestId = `fake-${this.#requests}`;
			return {
				status,
				body: { error: {
					code,
					message,
					...issues.length > 0 && { issues },
					requestId
				} },
				retryAfter
			};
		}
	}
};
// src/testing/operation.ts
const MAX_BULK = 1e3;
const MAX_SCOPE = 64;
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function rowChanges(collection, action, payload, scope) {
	const given = isObject(payload) ? payload : {};
	const issues = [];
	const verb = action.replace("bulk-", "");
	const fieldsOf = (schema, value, path) => {
		const result = schema["~standard"].validate(value);
		if (result.issues) issues.push(...result.issues.map((wrong) => ({
			...wrong,
			path: [...path, ...wrong.path]
		})));
		return result.issues ? {} : result.value ?? {};
	};
	const idOf = (id, path) => {
		for (const problem of collection.fields["id"]?.problems(id ?? null) ?? []) issues.push({
			path,
			...problem
		});
		return String(id);
	};
	const read = {
		insert: (item, path) => {
			const fields = fieldsOf(collection.insert, item, path);
			return {
				id: fields["id"],
				fields,
				path
			};
		},
		update: (item, path, idPath) => {
			const { id, data } = isObject(item) ? item : {};
			return {
				id: idOf(id, idPath),
				fields: fieldsOf(collection.patch, data, path),
				path
			};
		},
		delete: (id, path, idPath) => ({
			id: idOf(id, idPath),
			fields: {},
			path
		})
	};
	issues.push(...scopeIssues(collection, scope, verb === "insert"));
	if (verb === action) {
		const row = read[verb](verb === "delete" ? given["id"] : given, [], ["id"]);
		if (issues.length > 0) throw invalid(issues);
		return [row];
	}
	const key = verb === "delete" ? "ids" : "items";
	issues.push(...unknownNames(given, [key], []));
	const items = given[key];
	if (!Array.isArray(items)) throw invalid([...issues, issue([key], "invalid_type", "must be an array", { expected: "array" })]);
	if (items.length === 0) issues.push(issue([key], "too_small", "must not be empty", { min: 1 }));
	if (items.length > MAX_BULK) throw refused(413, "TOO_LARGE", `a bulk mutation has at most ${MAX_BULK} items`);
	const rows = items.map((item, index) => {
		const at = [key, index];
		if (verb !== "update") return read[verb](item, at, at);
		issues.push(...unknownNames(isObject(item) ? item : {}, ["id", "data"], at));
		return read[verb](item, [...at, "data"], [...at, "id"]);
	});
	if (issues.length === 0) {
		const seen = /* @__PURE__ */ new Set();
		rows.forEach(({ id }, index) => {
			if (id !== void 0 && seen.has(id)) issues.push(issue([
				key,
				index,
				...key === "ids" ? [] : ["id"]
			], "duplicate", "stands here twice"));
			seen.add(id ?? "");
		});
	}
	if (issues.length > 0) throw invalid(issues);
	return rows;
}
function scopeIssues({ scope: column, fields }, scope, isInsert) {
	const field = column === null ? void 0 : fields[column];
	if (scope === void 0) return field && !field.nullable && isInsert ? [issue(["scope"], "required", "is required")] : [];
	if (!field) return [issue(["scope"], "no_scope", "is given, but this collection has no scopes")];
	if (scope === "") return [issue(["scope"], "too_short", "must have at least 1 character", { min: 1 })];
	if ([...scope].length > MAX_SCOPE) return [issue(["scope"], "too_long", `must have at most ${MAX_SCOPE} characters`, { max: MAX_SCOPE })];
	return field.problems(scope).slice(0, 1).map((problem) => ({
		path: ["scope"],
		...problem
	}));
}
function checkScope(collection, scope) {
	const issues = scopeIssues(collection, scope, false);
	if (issues.length > 0) throw invalid(issues);
}
function unknownNames(given, names, path) {
	const expected = names.map((name) => `\`${name}\``).join(" and ");
	return Object.keys(given).filter((name) => !names.includes(name)).map((name) => issue([...path, name], "unknown_field", `is unknown here; expected ${expected}`));
}
function midOf(mid) {
	if (mid === void 0) return void 0;
	if (typeof mid !== "string") throw malformed("_clientMutationId", "invalid_type", "must be a string");
	return mid;
}
// src/testing/room.ts
var Room = class {
	name;
	log = [];
	#tables = /* @__PURE__ */ new Map();
	#resets = 0;
	#reason = "history";
	constructor(name) {
		this.name = name;
	}
	get seq() {
		return this.log.length;
	}
	table({ name }) {
		let rows = this.#tables.get(name);
		if (!rows) this.#tables.set(name, rows = /* @__PURE__ */ new Map());
		return rows;
	}
	rows(collection, scope) {
		return [...this.table(collection).values()].filter((row) => isVisible(collection, row)).filter((row) => isIn(collection, scope, row)).sort(comparator(...collection.orderBy));
	}
	cursor(seq = this.seq) {
		const reader = this.#resets.toString(16).padStart(12, "0");
		return moved(`0.${reader}.00000000.0`, seq, this.log[seq - 1]?.mid ?? "");
	}
	reset(reason) {
		this.#resets += 1;
		this.#reason = reason;
	}
	since(collection, scope, cursor, limit) {
		const from = Number(cursor.split(".")[0]);
		if (cursor.split(".")[1] !== this.cursor().split(".")[1]) return this.#reason;
		if (from > this.seq || cursor !== this.cursor(from)) return "history";
		const ids = /* @__PURE__ */ new Set();
		let to = from;
		let more = false;
		for (const commit of this.log.slice(from)) {
			const touched = touchesOf(commit, collection, scope);
			more = ids.size > 0 && (/* @__PURE__ */ new Set([...ids, ...touched.map(({ id }) => id)])).size > limit;
			if (more) break;
			for (const { id } of touched) ids.add(id);
			to = commit.seq;
		}
		const there = new Map(this.rows(collection, scope).map((row) => [row.id, row]));
		const rows = [...ids].flatMap((id) => there.get(id) ?? []);
		return {
			from,
			to,
			rows,
			removed: [...ids].filter((id) => !there.has(id)),
			more
		};
	}
	entries(commit, collection, follows) {
		const { seq, mid } = commit;
		const scope = follows?.scope;
		const touches = new Map(touchesOf(commit, collection, scope).map((touch) => [touch.id, touch]));
		const before = this.log.slice(0, seq - 1).filter((other) => touchesOf(other, collection, scope).length > 0);
		const common = {
			seq,
			...follows && { sub: follows.sub },
			prev: before.at(-1)?.seq ?? 0,
			collection: collection.name
		};
		return commit.parts.flatMap(({ collection: name, action, ids }) => {
			const told = name === collection.name ? ids.flatMap((id) => touches.get(id) ?? []) : [];
			if (told.length === 0) return [];
			const bulk = action.startsWith("bulk");
			const items = told.flatMap(({ after }) => after ?? []);
			const gone = told.map(({ id }) => id);
			const payload = action.endsWith("delete") ? bulk ? { ids: gone } : { id: gone[0] } : bulk ? { items } : items[0];
			return [{
				...common,
				action,
				payload,
				clientMutationId: mid,
				...scope !== void 0 && { scope }
			}];
		});
	}
};
function isVisible({ fields }, row) {
	return Object.entries(fields).every(([name, { role }]) => role !== "deleted" || row[name] === null);
}
const isIn = ({ scope: column }, scope, row) => scope === void 0 || column !== null && row[column] === scope;
function touchesOf({ touches }, collection, scope) {
	const stood = (row) => row !== void 0 && isIn(collection, scope, row);
	return touches.filter(({ collection: name, before, after }) => name === collection.name && (stood(before) || stood(after)));
}
// src/testing/http.ts
const VERBS = {
	POST: "insert",
	PUT: "update",
	DELETE: "delete"
};
const LIMIT = 1e3;
const MAX_LIMIT = 1e4;
const MAX_PIECE = 1e3;
function requestOf(world, method, url, text) {
	const { pathname, searchParams } = new URL(url, "http://fake.test");
	const [mount, syncId = "", name = "", id, ...rest] = pathname.replace(/\/$/, "").split("/").slice(1).map(decodeURIComponent);
	if (mount !== "api" || name === "" || rest.length > 0) throw refused(404, "NOT_FOUND", "there is nothing at this path");
	const collection = world.find(syncId, name);
	const query = new Map(searchParams);
	const take = (parameter) => {
		const value = query.get(parameter);
		query.delete(parameter);
		return value;
	};
	const finish = () => {
		const [unknown] = query.keys();
		if (unknown !== void 0) throw malformed(unknown, "unknown_parameter", "is not a parameter of this request");
	};
	const about = {
		via: "http",
		syncId,
		collection: name
	};
	const verb = VERBS[method];
	if (method === "GET" && id !== "bulk") {
		const scope = take("scope");
		checkScope(collection, scope);
		take("consistent");
		const read = id === void 0 ? listOf(collection, scope, take) : rowOf(collection, scope, id);
		finish();
		return {
			call: {
				...about,
				action: id === void 0 ? "list" : "get",
				scope,
				payload: void 0,
				mid: void 0
			},
			perform: (userId) => read(world.room(syncId), userId)
		};
	}
	if (!verb || id === void 0 && verb !== "insert" || id !== void 0 && id !== "bulk" && verb === "insert") throw refused(405, "METHOD_NOT_ALLOWED", `this path takes ${id === void 0 ? "GET, POST" : id === "bulk" ? "POST, PUT, DELETE" : "GET, PUT, DELETE"}`);
	const action = id === "bulk" ? `bulk-${verb}` : verb;
	const fields = action === "delete" ? Object.fromEntries([
		"_clientMutationId",
		"_since",
		"scope"
	].map((key) => [key, take(key)])) : bodyOf(text);
	finish();
	const { _clientMutationId, _since, scope, ...data } = fields;
	if (scope !== void 0 && typeof scope !== "string") throw malformed("scope", "invalid_type", "must be a string");
	if (_since !== void 0 && !/^\d+$/.test(String(_since))) throw malformed("_since", "invalid_type", "must be a non-negative integer");
	const mid = midOf(_clientMutationId);
	const payload = action === "delete" ? { id } : action === "update" ? {
		id,
		data
	} : data;
	return {
		call: {
			...about,
			action,
			scope,
			payload,
			mid
		},
		perform: (userId, onCommit) => {
			const room = world.room(syncId);
			return world.perform(room, {
				mid,
				collection,
				action,
				payload,
				scope
			}, userId, (commit) => onCommit(room, commit));
		}
	};
}
function bodyOf(text = "") {
	let body;
	try {
		body = JSON.parse(text);
	} catch {
		throw refused(400, "MALFORMED", "the body is not JSON in UTF-8");
	}
	if (typeof body !== "object" || body === null || Array.isArray(body)) throw refused(400, "VALIDATION", "the body must be an object", [{
		path: [],
		code: "invalid_type",
		message: "the body must be an object",
		params: {}
	}]);
	return { ...body };
}
function rowOf(collection, scope, id) {
	return (room) => {
		const row = room.table(collection).get(id);
		if (row && isVisible(collection, row) && isIn(collection, scope, row)) return {
			data: row,
			seq: room.seq
		};
		throw refused(404, "NOT_FOUND", `\`${collection.name}\` has no row with this id`);
	};
}
function listOf(collection, scope, take) {
	const { name, orderBy } = collection;
	const text = take("limit") ?? String(LIMIT);
	const limit = Number(text);
	if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LIMIT) throw malformed("limit", "out_of_range", `must be an integer between 1 and ${MAX_LIMIT}`, {
		min: 1,
		max: MAX_LIMIT
	});
	const [after, since, mids] = [
		take("after"),
		take("since"),
		take("mids")
	];
	if (since === void 0 && mids !== void 0) throw malformed("mids", "needs_since", "is asked for together with `since`");
	if (since !== void 0 && after !== void 0) throw malformed("since", "with_after", "is not asked for together with `after`");
	if (since !== void 0 && !/^\d+\.[\da-f]{12}\.[\da-f]{8}\.[\da-f]{16}$/.test(since)) throw malformed("since", "invalid_cursor", "must be the `cursor` of an answer or a frame");
	const last = after === void 0 ? void 0 : placeOf(after, orderBy[0]);
	return (room, userId) => {
		const found = since === void 0 ? void 0 : room.since(collection, scope, since, Math.min(limit, MAX_PIECE));
		const asked = (mids ?? "").split(",").map(decodeURIComponent);
		const committed = room.log.flatMap(({ mid, seq, userId: whose }) => asked.includes(mid) && whose === userId ? [{
			seq,
			clientMutationId: mid
		}] : []);
		if (typeof found === "object") {
			const { rows, removed, to, more } = found;
			return {
				rows,
				removed,
				seq: to,
				cursor: room.cursor(to),
				more,
				committed
			};
		}
		const compare = comparator(...orderBy);
		const all = room.rows(collection, scope).filter((row) => !last || compare(row, last) > 0);
		const page = all.slice(0, limit);
		const end = page.at(-1);
		return {
			...found && {
				reset: true,
				reason: found,
				committed
			},
			[name]: page,
			seq: room.seq,
			cursor: room.cursor(),
			...all.length > limit && end && { next: JSON.stringify([end[orderBy[0]], end.id]) }
		};
	};
}
function placeOf(after, column) {
	try {
		const place = JSON.parse(after);
		if (Array.isArray(place) && typeof place[1] === "string") return {
			[column]: place[0],
			id: place[1]
		};
	} catch {}
	throw malformed("after", "invalid_cursor", "must be the `next` of the page before");
}
// src/testing/socket.ts
const OPEN = 1;
const CLOSED = 3;
const soon = (what) => void Promise.resolve().then(what);
function socketClass({ onDial, onText }) {
	const { Event, EventTarget, MessageEvent } = globalThis;
	class FakeWebSocket extends EventTarget {
		static CONNECTING = 0;
		static OPEN = OPEN;
		static CLOSING = 2;
		static CLOSED = CLOSED;
		CONNECTING = 0;
		OPEN = OPEN;
		CLOSING = 2;
		CLOSED = CLOSED;
		binaryType = "blob";
		bufferedAmount = 0;
		extensions = "";
		protocol = "";
		readyState = 0;
		url;
		#line;
		constructor(url) {
			super();
			this.url = String(url);
			this.#line = {
				url: this.url,
				isOpen: () => this.readyState === OPEN,
				open: () => {
					if (this.readyState !== 0) return;
					this.readyState = OPEN;
					this.dispatchEvent(new Event("open"));
				},
				say: (frame) => {
					if (this.readyState !== OPEN) return;
					this.dispatchEvent(new MessageEvent("message", { data: typeof frame === "string" ? frame : JSON.stringify(frame) }));
				},
				end: (code) => {
					if (this.readyState === CLOSED) return;
					this.readyState = CLOSED;
					this.dispatchEvent(Object.assign(new Event("close"), {
						code,
						reason: ""
					}));
				}
			};
			onDial(this.#line);
		}
		send(text) {
			if (this.readyState === OPEN) onText(this.#line, text);
		}
		close(code = 1005) {
			soon(() => this.#line.end(code));
		}
	}
	return FakeWebSocket;
}
// src/testing/world.ts
var World = class {
	collections;
	rooms = /* @__PURE__ */ new Map();
	#options;
	constructor(collections, options) {
		this.collections = collections;
		this.#options = options;
	}
	now() {
		const { now = Date.now } = this.#options;
		return typeof now === "function" ? now() : now;
	}
	room(name) {
		let room = this.rooms.get(name);
		if (!room) this.rooms.set(name, room = new Room(name));
		return room;
	}
	find(room, name) {
		if (!/^(?!\.\.?$)[\w.:-]{1,64}$/.test(room)) throw malformed("syncId", "invalid_sync_id", "a sync id has 1 to 64 characters of `A-Z a-z 0-9 _ . : -`, and is not `.` or `..`");
		const found = this.collections.find((one) => one.name === name);
		if (!found || !this.#isHere(found, room)) throw refused(404, "NOT_FOUND", "there is no such collection in this room");
		return found;
	}
	has(room) {
		return this.collections.some((one) => this.#isHere(one, room));
	}
	#isHere({ room: own }, room) {
		return own === null ? !this.collections.some((other) => other.room === room) : own === room;
	}
	perform(room, asked, userId, onCommit) {
		const { mid = uuidv7(), collection, action, payload, scope } = asked;
		if (mid.length < 8 || mid.length > 64) throw malformed("_clientMutationId", "invalid_id", "a mutation id has 8 to 64 characters");
		const digest = canonical([
			action,
			collection.name,
			scope ?? null,
			payload
		]);
		const known = room.log.find((commit) => commit.mid === mid);
		if (known) {
			if (known.digest !== digest || known.userId !== userId) throw refused(409, "MID_REUSED", "the mutation id was used for another mutation");
			return {
				...this.#answer(room, asked, known),
				replayed: true
			};
		}
		const changes = rowChanges(collection, action, payload, scope);
		if (Object.values(collection.fields).some(({ role }) => role === "owner") && action.endsWith("insert") && userId === void 0) throw refused(401, "UNAUTHENTICATED", "sign in to do this");
		const draft = /* @__PURE__ */ new Map();
		const ids = changes.map((change) => this.#draft(room, asked, change, userId, draft));
		const ripples = action.endsWith("delete") ? this.#sweep(room, collection, ids, draft) : [];
		this.#check(room, collection, action, changes, ids, draft);
		const commit = this.#write(room, {
			mid,
			userId,
			digest
		}, [{
			collection: collection.name,
			action,
			ids
		}, ...ripples], draft);
		onCommit(commit);
		return this.#answer(room, asked, commit);
	}
	seed(room, collection, rows, scope, onCommit) {
		const draft = /* @__PURE__ */ new Map();
		const ids = rows.map((given) => {
			const fields = { ...given };
			const id = String(fields["id"] ?? uuidv7());
			place(draft, collection, {
				...this.#newRow(room, collection, {
					id,
					fields,
					scope
				}, void 0),
				...fields,
				id
			});
			return id;
		});
		const parts = [{
			collection: collection.name,
			action: "bulk-insert",
			ids
		}];
		onCommit(this.#write(room, {
			mid: uuidv7(),
			userId: void 0,
			digest: ""
		}, parts, draft));
		return ids.flatMap((id) => room.table(collection).get(id) ?? []);
	}
	#answer(room, { collection, action }, { seq, parts }) {
		if (action.endsWith("delete")) return {
			success: true,
			seq
		};
		const table = room.table(collection);
		const rows = (parts[0]?.ids ?? []).flatMap((id) => table.get(id) ?? []).filter((row) => isVisible(collection, row));
		return {
			success: true,
			data: action.startsWith("bulk") ? rows : rows[0] ?? null,
			seq
		};
	}
	#draft(room, { collection, action, scope }, { id = uuidv7(), fields }, userId, draft) {
		const before = room.table(collection).get(id);
		if (action.endsWith("insert")) {
			if (before) throw noRowOrTaken(collection.name, action);
			place(draft, collection, this.#newRow(room, collection, {
				id,
				fields,
				scope
			}, userId));
			return id;
		}
		if (!before || !isVisible(collection, before) || !isIn(collection, scope, before)) throw noRowOrTaken(collection.name, action);
		if (action.endsWith("update")) place(draft, collection, {
			...before,
			...fields,
			...this.#stamp(collection, "updated")
		});
		return id;
	}
	#newRow(room, collection, { id, fields, scope = null }, userId) {
		const now = this.now();
		const server = {
			id,
			syncId: room.name,
			scope,
			owner: userId ?? "",
			created: now,
			updated: now,
			deleted: null
		};
		const columns = Object.entries(collection.fields).map(([name, { role, default: value = null }]) => {
			return [name, role !== "data" ? server[role] : Object.hasOwn(fields, name) ? fields[name] : value];
		});
		return {
			...Object.fromEntries(columns),
			id
		};
	}
	#stamp({ fields }, role) {
		const columns = Object.entries(fields).filter(([, field]) => field.role === role);
		return Object.fromEntries(columns.map(([name]) => [name, this.now()]));
	}
	#pointing(room, to, id, draft) {
		return this.collections.flatMap((child) => Object.entries(this.#options.references?.[child.name] ?? {}).flatMap(([column, { to: parent, onDelete = "restrict" }]) => {
			if (parent.name !== to.name) return [];
			return [{
				child,
				column,
				onDelete,
				rows: [...room.table(child).values()].map((row) => draft.get(child)?.get(row.id) ?? row).filter((row) => isVisible(child, row) && row[column] === id)
			}];
		}));
	}
	#sweep(room, collection, ids, draft) {
		const parts = [];
		const told = (child, action, all) => {
			if (all.length > 0) parts.push({
				collection: child.name,
				action,
				ids: all.map(({ id }) => id)
			});
		};
		const gone = new Set(ids.map((id) => `${collection.name}/${id}`));
		for (const id of ids) this.#remove(room, collection, id, draft);
		for (let level = [{
			of: collection,
			ids
		}]; level.length > 0;) {
			const next = [];
			for (const { of, ids: parents } of level) for (const parent of parents) for (const { child, column, onDelete, rows } of this.#pointing(room, of, parent, draft)) {
				const left = rows.filter((row) => !gone.has(`${child.name}/${row.id}`));
				if (onDelete === "restrict") {
					if (left.length > 0) throw conflict([issue([], "referenced", `is referenced by \`${child.name}\``)]);
				} else if (onDelete === "cascade") {
					for (const { id } of left) {
						gone.add(`${child.name}/${id}`);
						this.#remove(room, child, id, draft);
					}
					told(child, "bulk-delete", left);
					next.push({
						of: child,
						ids: left.map(({ id }) => id)
					});
				} else {
					for (const row of left) place(draft, child, {
						...row,
						[column]: null,
						...this.#stamp(child, "updated")
					});
					told(child, "bulk-update", left);
				}
			}
			level = next;
		}
		return parts.flatMap((part) => {
			const stays = part.action === "bulk-delete" ? part.ids : part.ids.filter((id) => !gone.has(`${part.collection}/${id}`));
			return stays.length > 0 ? [{
				...part,
				ids: stays
			}] : [];
		});
	}
	#remove(room, collection, id, draft) {
		const row = room.table(collection).get(id);
		const stamp = this.#stamp(collection, "deleted");
		place(draft, collection, Object.keys(stamp).length > 0 && row ? {
			...row,
			...stamp
		} : {
			id,
			[GONE]: true
		});
	}
	#check(room, collection, action, changes, ids, draft) {
		if (action.endsWith("delete")) return;
		const made = draft.get(collection) ?? /* @__PURE__ */ new Map();
		const before = [...room.table(collection).values()].filter((row) => isVisible(collection, row));
		const isInsert = action.endsWith("insert");
		const issues = changes.flatMap(({ path, fields }, index) => {
			const row = made.get(ids[index] ?? "");
			if (!row) return [];
			const isNamed = (column) => isInsert || Object.hasOwn(fields, column);
			const taken = (this.#options.unique?.[collection.name] ?? []).flatMap((columns) => {
				const hasKey = columns.some(isNamed) && columns.every((column) => row[column] !== null);
				const isKept = [...before.filter(({ id }) => !made.has(id)), ...ids.slice(0, index).flatMap((id) => made.get(id) ?? [])].some((other) => columns.every((column) => other[column] === row[column]));
				const written = columns.filter((column) => collection.fields[column]?.role === "data");
				return hasKey && isKept ? [issue([...path, written.at(-1) ?? columns[0] ?? ""], "taken", "is taken")] : [];
			});
			return [...Object.entries(this.#options.references?.[collection.name] ?? {}).flatMap(([column, { to }]) => {
				const id = row[column];
				if (!isNamed(column) || typeof id !== "string") return [];
				const found = to.name === collection.name && made.get(id) || room.table(to).get(id);
				return found && isVisible(to, found) ? [] : [issue([...path, column], "no_such_row", "names a row that is not there")];
			}), ...taken];
		});
		if (issues.length > 0) throw conflict(issues);
	}
	#write(room, { mid, userId, digest }, parts, draft) {
		const touches = [];
		for (const [collection, rows] of draft) {
			const table = room.table(collection);
			const seen = (row) => row && isVisible(collection, row) ? row : void 0;
			for (const [id, row] of rows) {
				const before = seen(table.get(id));
				if (GONE in row) table.delete(id);
				else table.set(id, row);
				touches.push({
					collection: collection.name,
					id,
					before,
					after: seen(table.get(id))
				});
			}
		}
		const commit = {
			seq: room.seq + 1,
			mid,
			userId,
			digest,
			touches,
			parts
		};
		room.log.push(commit);
		return commit;
	}
};
const GONE = "\0gone";
function place(draft, collection, row) {
	let rows = draft.get(collection);
	if (!rows) draft.set(collection, rows = /* @__PURE__ */ new Map());
	rows.set(row.id, row);
}
function canonical(value) {
	return JSON.stringify(value, (_, item) => typeof item === "object" && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1)) : item);
}
// src/testing/server.ts
const later = setTimeout;
const QUIET_TURNS = 6;
function fakeServer(collections, options = {}) {
	const world = new World(collections, options);
	const door = new Door();
	const { userId } = options;
	let isOnline = true;
	let listeners = [];
	function publish(room, commit) {
		const touched = collections.filter(({ name }) => commit.touches.some(({ collection }) => collection === name));
		for (const { line, room: theirs, follows } of listeners) {
			if (theirs !== room) continue;
			const changes = follows ? follows.flatMap((list) => touched.flatMap((one) => one.name === list.collection ? room.entries(commit, one, list) : [])) : touched.flatMap((one) => room.entries(commit, one, void 0));
			if (changes.length > 0) tell(line, {
				type: "broadcast",
				changes
			});
		}
	}
	function tell(line, frame) {
		door.events += 1;
		line.say(frame);
	}
	function dial(line) {
		soon(() => {
			door.events += 1;
			const [parties, , name = ""] = new URL(line.url).pathname.split("/").slice(1).map(decodeURIComponent);
			if (!isOnline || parties !== "parties" || !world.has(name)) return line.end(1006);
			const room = world.room(name);
			listeners = [...listeners.filter((other) => other.line.isOpen()), {
				line,
				room,
				follows: void 0,
				turn: Promise.resolve()
			}];
			line.open();
			const { access, schema = "" } = options;
			const may = typeof access === "function" ? access(name) : access;
			tell(line, {
				type: "sync-init",
				protocol: PROTOCOL,
				schema,
				seq: room.seq,
				cursor: room.cursor(),
				now: world.now(),
				...userId !== void 0 && { userId },
				...may !== void 0 && { access: may }
			});
		});
	}
	function hear(line, text) {
		door.events += 1;
		const listener = listeners.find((other) => other.line === line);
		if (!listener) return;
		if (text === "ping") return soon(() => line.say("pong"));
		const frame = JSON.parse(text);
		if (frame.type === "mutate") listener.turn = listener.turn.then(() => mutate(listener, frame.mutations));
		else if (frame.type === "resume") soon(() => resume(listener, frame));
	}
	async function mutate({ line, room }, mutations) {
		const results = [];
		for (const { clientMutationId: mid, collection: name, action, payload, scope } of mutations) {
			const call = {
				via: "socket",
				syncId: room.name,
				collection: name,
				action,
				payload,
				scope,
				mid
			};
			const perform = () => {
				const asked = {
					mid,
					collection: world.find(room.name, name),
					action,
					payload,
					scope
				};
				return world.perform(room, asked, userId, (commit) => publish(room, commit));
			};
			const answer = await door.enter(call, perform).catch(() => void 0);
			if (!answer) return;
			results.push({
				clientMutationId: mid,
				...resultOf(answer)
			});
		}
		tell(line, {
			type: "ack",
			results
		});
	}
	function resume(listener, { subscriptions, pending }) {
		const { line, room } = listener;
		const known = (mid) => room.log.find((commit) => commit.mid === mid && commit.userId === userId);
		const mids = pending.map(({ clientMutationId }) => clientMutationId);
		tell(line, {
			type: "resumed",
			committed: mids.flatMap((mid) => {
				const commit = known(mid);
				return commit ? [{
					clientMutationId: mid,
					seq: commit.seq
				}] : [];
			}),
			missing: mids.filter((mid) => !known(mid)),
			stale: []
		});
		for (const { sub, collection: name, scope, cursor } of subscriptions) {
			const collection = world.find(room.name, name);
			checkScope(collection, scope);
			const list = {
				sub,
				collection: name,
				...scope !== void 0 && { scope }
			};
			for (let at = cursor ?? room.cursor(), more = true; more;) {
				const found = room.since(collection, scope, at, 1e3);
				if (typeof found === "string") {
					tell(line, {
						type: "reset",
						...list,
						reason: found
					});
					break;
				}
				at = room.cursor(found.to);
				more = found.more;
				tell(line, {
					type: "delta",
					...list,
					...found,
					rows: [...found.rows],
					removed: [...found.removed],
					cursor: at
				});
			}
		}
		listener.follows = subscriptions;
	}
	const fetch = async (url, { method = "GET", body, signal } = {}) => {
		if (!isOnline) throw new TypeError("the network is gone");
		const aborted = new Promise((_, reject) => {
			signal?.addEventListener("abort", () => reject(/* @__PURE__ */ new TypeError("aborted")));
		});
		const answer = async () => {
			let request;
			const refusal = door.attempt(() => request = requestOf(world, method, String(url), body));
			return request ? door.enter(request.call, () => request?.perform(userId, publish) ?? {}) : refusal;
		};
		return responseOf(await Promise.race([answer(), aborted]));
	};
	const placed = (collection, { syncId = collection.room ?? void 0 }) => {
		if (syncId === void 0) throw malformed("syncId", "required", `is required: \`${collection.name}\` has many rooms`);
		world.find(syncId, collection.name);
		return world.room(syncId);
	};
	function closeAll(code) {
		for (const { line } of listeners.splice(0)) line.end(code);
	}
	function announce(what) {
		isOnline = what === "online";
		if (typeof window !== "undefined") window.dispatchEvent(new Event(what));
	}
	return {
		connection: {
			host: "http://fake.test",
			fetch,
			WebSocket: socketClass({
				onDial: dial,
				onText: hear
			}),
			...userId !== void 0 && { identity: userId }
		},
		seed: (collection, rows, place = {}) => {
			const room = placed(collection, place);
			return copy(world.seed(room, collection, rows, place.scope, (commit) => publish(room, commit)));
		},
		rows: (collection, place = {}) => copy(placed(collection, place).rows(collection, place.scope)),
		as: (someone) => {
			const perform = (collection, action, payload, place = {}) => {
				const room = placed(collection, place);
				const asked = {
					mid: void 0,
					collection,
					action,
					payload: copy(payload),
					scope: place.scope
				};
				return copy(world.perform(room, asked, someone, (commit) => publish(room, commit)).data);
			};
			return {
				insert: (collection, fields, place) => perform(collection, "insert", fields, place),
				update: (collection, id, data, place) => perform(collection, "update", {
					id,
					data
				}, place),
				remove: (collection, id, place) => perform(collection, "delete", { id }, place)
			};
		},
		refuse: (which, refusal) => door.refuse(which, refusal),
		hold: (which = () => true) => {
			door.holds = which;
		},
		release: (count) => {
			if (count === void 0) door.holds = void 0;
			door.release(count);
		},
		held: () => door.held.map(({ call }) => call),
		offline: () => {
			announce("offline");
			door.lose();
			closeAll(1006);
		},
		online: () => announce("online"),
		close: (code = 1006) => closeAll(code),
		reset: (reason = "history") => {
			for (const room of world.rooms.values()) room.reset(reason);
			for (const { line, follows = [] } of listeners) for (const { sub, collection, scope } of follows) tell(line, {
				type: "reset",
				sub,
				collection,
				...scope !== void 0 && { scope },
				reason
			});
		},
		sent: () => [...door.sent],
		idle: async () => {
			for (let quiet = 0, seen = door.events; quiet < QUIET_TURNS; quiet += 1) {
				await new Promise((resolve) => void later(resolve, 0));
				if (door.busy > 0 || door.events !== seen) quiet = -1;
				seen = door.events;
			}
		}
	};
}
const copy = (value) => value === void 0 ? void 0 : JSON.parse(JSON.stringify(value));
function resultOf({ status, body, retryAfter }) {
	const { success: _, error, ...done } = body;
	return error ? { error: {
		...error,
		status,
		...retryAfter !== void 0 && { retryAfter }
	} } : done;
}
function responseOf({ status, body, retryAfter }) {
	const text = JSON.stringify(body);
	return {
		ok: status < 300,
		status,
		statusText: "",
		headers: { get: (name) => name === "retry-after" && retryAfter !== void 0 ? String(retryAfter) : null },
		text: async () => text,
		json: async () => JSON.parse(text)
	};
}
export { fakeServer };
