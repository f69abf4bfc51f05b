// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { DataTag, QueryClient } from '@tanstack/react-query';

/** One thing that is wrong with an input: the same codes, paths and parameters as the server's. */
interface Issue {
    /** From the input's root: `['items', 3, 'title']`. */
    readonly path: readonly (string | number)[];
    /** Stable, for programs: `too_short`. */
    readonly code: string;
    /** English, for people: `must have at least 1 character`. */
    readonly message: string;
    /** The rule's parameters: `{ min: 1 }`. */
    readonly params: Readonly<Record<string, unknown>>;
}
/**
 * How an error came about.
 *
 * - `API_ERROR`: the server refused, in our error body.
 * - `NETWORK_ERROR`: no answer.
 * - `TIMEOUT_ERROR`: no answer within the time limit.
 * - `PARSE_ERROR`: an answer, but not one of our server's.
 * - `CLIENT_ERROR`: refused here; nothing was sent.
 */
type SyncErrorKind = 'API_ERROR' | 'NETWORK_ERROR' | 'TIMEOUT_ERROR' | 'PARSE_ERROR' | 'CLIENT_ERROR';
/** What an error knows beyond its code and message. */
interface SyncErrorInfo {
    readonly kind: SyncErrorKind;
    /** The HTTP status, where there was an answer. */
    readonly status?: number | undefined;
    /** What is wrong with the input, field by field. */
    readonly issues?: readonly Issue[] | undefined;
    /** The server's name of the request, for its logs. */
    readonly requestId?: string | undefined;
    /** Milliseconds that the server asks to wait. */
    readonly retryAfter?: number | undefined;
    readonly cause?: unknown;
}
/** Every error of this library. Test with {@link isSyncError}, not with `instanceof`. */
declare class SyncError extends Error {
    readonly name = "SyncError";
    /** The server's code where it gave one (`VALIDATION`, `FORBIDDEN`, ..), else the same as `kind`. */
    readonly code: string;
    readonly kind: SyncErrorKind;
    readonly status: number | undefined;
    /** Milliseconds that the server asks to wait. */
    readonly retryAfter: number | undefined;
    readonly details: {
        readonly issues: readonly Issue[];
        readonly requestId: string | undefined;
    };
    constructor(code: string, message: string, info: SyncErrorInfo);
}
/** Whether `error` is a {@link SyncError}, of this copy of the library or of another one. */
declare function isSyncError(error: unknown): error is SyncError;

/** What is wrong with a value, without where. */
type Problem = Omit<Issue, 'path'>;
/**
 * Takes what is wrong, and where inside the value that is looked at.
 *
 * It gives `undefined`, which is what a reader gives for a value that is not of its type.
 */
type Report = (problem: Problem, ...path: Issue['path']) => undefined;
/** Reads a value: as it is stored, or `undefined` where it, or anything in it, is of another type. All that is wrong is reported. */
type Kind<T> = (value: unknown, report: Report) => T | undefined;
/** Looks at a value of the right type; `null` is never passed. Gives what becomes of it, or `undefined` where it stays as it is. */
type Rule<T> = (value: T, report: Report) => T | undefined;
/** A rule that changes nothing. */
type Check<T> = (value: T, report: Report) => undefined;

/** Who writes a column: the client (`data`, and `id` on insert) or the server. */
type Role = 'data' | 'id' | 'syncId' | 'owner' | 'scope' | 'created' | 'updated' | 'deleted';
/** A column, or a field of a nested value, as far as the client needs to know it. */
interface Field<T> {
    readonly role: Role;
    readonly nullable: boolean;
    /** What an insert gets that leaves the column out. */
    readonly default: T | undefined;
    /** Clients write it on insert; then nobody does. */
    readonly readonly: boolean;
    /** Reads a value, and applies the rules where it is of the right type. */
    readonly read: Kind<T>;
    /** Everything that is wrong with a value, without where; nothing for `null` where the column takes it. */
    readonly problems: (value: unknown) => readonly Problem[];
}
/** What can be said of a column beside its kind. */
interface FieldOptions<T> {
    readonly role?: Role;
    readonly default?: NoInfer<T>;
    readonly readonly?: boolean;
    /** Transforms first. */
    readonly rules?: readonly Rule<T>[];
}
/** Declares a column, or a field of a nested value. */
declare function field<T>(kind: Kind<T>, options: FieldOptions<T> & {
    readonly nullable: true;
}): Field<T | null>;
declare function field<T>(kind: Kind<T>, options?: FieldOptions<T>): Field<T>;

/** The columns of a collection, or the fields of a nested value, by their names on the wire. */
type Fields$1 = Readonly<Record<string, Field<unknown>>>;

/**
 * A validator that form libraries take: version 1 of the Standard Schema interface.
 *
 * Its issues carry `code` and `params` beside `message` and `path`, the same as the server's.
 */
interface StandardSchema<Value> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: 'ferrosync';
        readonly validate: (value: unknown) => StandardResult<Value>;
        /** Only for the type checker: never set. */
        readonly types?: {
            readonly input: Value;
            readonly output: Value;
        } | undefined;
    };
}
/** Either the value, or what is wrong with it. */
type StandardResult<Value> = {
    readonly value: Value;
    readonly issues?: undefined;
} | {
    readonly issues: readonly Issue[];
};

/** A column and a direction; the id breaks ties, in the same direction. */
type OrderBy<Column extends string = string> = readonly [column: Column, direction: 'asc' | 'desc'];
/** What every collection is, whatever its types. */
interface AnyCollection<Name extends string = string, Entity = unknown, Insert = unknown, Patch = unknown, Room extends string | null = string | null, Scope extends string | null = string | null> {
    /** The name on the wire and in paths. */
    readonly name: Name;
    /** The one room of a single-tenant collection; `null` where each row belongs to a room of its own. */
    readonly room: Room;
    /** The column that says which scope a row stands in; `null` where there are no scopes. */
    readonly scope: Scope;
    readonly orderBy: OrderBy;
    readonly fields: Fields$1;
    /** Validates what `add` takes. */
    readonly insert: StandardSchema<Insert>;
    /** Validates what `update` takes as `data`. */
    readonly patch: StandardSchema<Patch>;
    /** Validates a whole row. */
    readonly entity: StandardSchema<Entity>;
}
/** The query key of a list. */
type ListKey = readonly [
    'ferrosync',
    string,
    {
        readonly room: string | null;
        readonly scope?: string | null;
        readonly identity?: string;
    }
];
/**
 * What TanStack Query needs to read a list: `useQuery(todos.list())`, or with options of your own spread on top.
 *
 * The cached data are the rows, local changes included.
 */
interface ListOptions<Entity> {
    readonly queryKey: DataTag<ListKey, Entity[], SyncError>;
    readonly queryFn: (context: {
        readonly client: QueryClient;
    }) => Promise<Entity[]>;
    /** Rows keep their identity without TanStack's walk through all of them. */
    readonly structuralSharing: false;
    /** `false` where the sync id or the scope is not known yet. */
    readonly enabled: boolean;
    /** Never set: it is where TanStack's types learn what the errors are. */
    readonly retry?: (failures: number, error: SyncError) => boolean;
}
/** What can be said of any list. */
interface ListIdentity {
    /** Whose list it is: what `ConnectionProvider` has as `identity`. */
    readonly identity?: string | undefined;
    /** Reads what is certainly the newest; as `SyncConfig` has it where it is not given. Components share a list: the last word counts. */
    readonly consistentReads?: boolean | undefined;
}
/** Lists in the query cache, for `invalidateQueries` and everything else of TanStack that takes filters. */
interface ListFilter {
    readonly queryKey: readonly ['ferrosync', string, {
        readonly room: string | null;
    }?];
}
/**
 * Which rows of a collection with scopes it has: without `scope` all, else those of that scope.
 *
 * A `scope` that is there and `undefined` is one that is not known yet, and disables the query: it is not "all".
 */
interface ListScope extends ListIdentity {
    readonly scope?: string | undefined;
}
/** What can be asked of a collection's list. */
type ListParams<Scope extends string | null> = [Scope] extends [string] ? ListScope : ListIdentity;
/** A collection whose rows all live in one room. */
interface SharedCollection<Name extends string, Entity, Insert, Patch, Scope extends string | null = null> extends AnyCollection<Name, Entity, Insert, Patch, string, Scope> {
    readonly list: (params?: ListParams<Scope>) => ListOptions<Entity>;
    /** All its lists, of every scope and identity. */
    readonly all: () => ListFilter;
}
/** A collection whose rows belong to the room that a sync id names. */
interface TenantCollection<Name extends string, Entity, Insert, Patch, Scope extends string | null = null> extends AnyCollection<Name, Entity, Insert, Patch, null, Scope> {
    /** An `undefined` sync id disables the query: there is no other room to fall back to. */
    readonly list: (syncId: string | undefined, params?: ListParams<Scope>) => ListOptions<Entity>;
    /** All its lists, of every room, scope and identity. */
    readonly all: () => ListFilter;
    /** All its lists in a room; none where the sync id is not known yet. */
    readonly inRoom: (syncId: string | undefined) => ListFilter;
}
/** What the generator writes of a collection. */
interface Definition<Name extends string, Entity, Room extends string | null, Scope extends (keyof Entity & string) | undefined = undefined> {
    readonly name: Name;
    readonly room: Room;
    /** The column that says which scope a row stands in. */
    readonly scope?: Scope;
    readonly orderBy: OrderBy<keyof Entity & string>;
    readonly fields: {
        readonly [Column in keyof Entity]-?: Field<Entity[Column]>;
    };
}
/** A definition that names its scope column. */
type Scoped<Name extends string, Entity, Room extends string | null> = Definition<Name, Entity, Room, keyof Entity & string> & {
    readonly scope: keyof Entity & string;
};
/** Makes a collection of its definition. Pure: an unused one is dropped by bundlers. */
declare function defineCollection<Name extends string, Entity, Insert, Patch>(definition: Definition<Name, Entity, string>): SharedCollection<Name, Entity, Insert, Patch>;
declare function defineCollection<Name extends string, Entity, Insert, Patch>(definition: Definition<Name, Entity, null>): TenantCollection<Name, Entity, Insert, Patch>;
declare function defineCollection<Name extends string, Entity, Insert, Patch>(definition: Scoped<Name, Entity, string>): SharedCollection<Name, Entity, Insert, Patch, string>;
declare function defineCollection<Name extends string, Entity, Insert, Patch>(definition: Scoped<Name, Entity, null>): TenantCollection<Name, Entity, Insert, Patch, string>;

/** The room of single-tenant collections. */
declare const DEFAULT_SYNC_ID = "default";

type Action = "insert" | "update" | "delete" | "bulk-insert" | "bulk-update" | "bulk-delete";
type AckResult = {
    /**
     * Missing where the mutation had none that could be read.
     */
    clientMutationId?: string;
    seq?: number;
    data?: unknown;
    replayed?: boolean;
    error?: WireError;
};
type Change = {
    seq: number;
    /**
     * Not for a socket that has subscribed to nothing yet.
     */
    sub?: number;
    prev: number;
    collection: string;
    action: Action;
    /**
     * By the action: a row; `{id}`; `{items: rows}`; `{ids}`.
     */
    payload: unknown;
    clientMutationId?: string;
    scope?: string;
};
type Committed = {
    clientMutationId: string;
    seq: number;
};
type ResetReason = "too_old" | "large" | "history" | "access" | "schema";
type ServerFrame = {
    "type": "sync-init";
    protocol: number;
    schema: string;
    seq: number;
    cursor: string;
    now: number;
    userId?: string;
    access?: unknown;
} | {
    "type": "broadcast";
    changes: Array<Change>;
} | {
    "type": "ack";
    results: Array<AckResult>;
} | {
    "type": "resumed";
    committed: Array<Committed>;
    missing: Array<string>;
    stale: Array<string>;
} | {
    "type": "delta";
    sub: number;
    collection: string;
    scope?: string;
    from: number;
    to: number;
    cursor: string;
    rows: readonly Readonly<Record<string, unknown>>[];
    removed: Array<string>;
    more: boolean;
} | {
    "type": "reset";
    sub: number;
    collection: string;
    scope?: string;
    reason: ResetReason;
} | {
    "type": "tick";
    seq: number;
    lists: {
        [key in string]: number;
    };
} | {
    "type": "error";
    code: string;
    message: string;
};
type WireError = {
    code: string;
    message: string;
    issues?: readonly unknown[];
    clientMutationId?: string;
    requestId?: string;
    /**
     * HTTP's number for it.
     */
    status: number;
    /**
     * Seconds.
     */
    retryAfter?: number;
};

/** The collections of an app by their names: `Collections` of the emitted index. */
type CollectionsMap = Readonly<Record<string, AnyCollection>>;
/** A row of the collection. */
type EntityOf<Collection> = Collection extends AnyCollection<string, infer Entity> ? Entity : never;
/** What an insert takes. */
type InsertOf<Collection> = Collection extends AnyCollection<string, unknown, infer Insert> ? Insert : never;
/** What an update takes. */
type PatchOf<Collection> = Collection extends AnyCollection<string, unknown, unknown, infer Patch> ? Patch : never;
/** The names of an app's collections. */
type CollectionKeys<All extends CollectionsMap> = keyof All & string;
/** A row of the collection of a name: `InferEntity<Collections, 'todos'>`. */
type InferEntity<All extends CollectionsMap, Name extends keyof All> = EntityOf<All[Name]>;
/** What its insert takes. */
type InferInsert<All extends CollectionsMap, Name extends keyof All> = InsertOf<All[Name]>;
/** What its update takes. */
type InferUpdate<All extends CollectionsMap, Name extends keyof All> = PatchOf<All[Name]>;
/** Rows by the names of their collections. */
type EntityMap<All extends CollectionsMap> = {
    readonly [Name in keyof All]: EntityOf<All[Name]>;
};
/** What inserts take, by the names of the collections. */
type InsertMap<All extends CollectionsMap> = {
    readonly [Name in keyof All]: InsertOf<All[Name]>;
};
/** What updates take, by the names of the collections. */
type UpdateMap<All extends CollectionsMap> = {
    readonly [Name in keyof All]: PatchOf<All[Name]>;
};
/** A value that has an id. */
type WithId<T> = T & {
    readonly id: string;
};
/** What a list is limited to: a value of the collection's scope column. */
type Scope = string;
/** What a mutation does, as it is on the wire. */
type ActionType = Action;
/** What a mutation carries on the wire, by what it does. */
type MutationPayload<Insert = unknown, Patch = unknown, Of extends ActionType = ActionType> = {
    readonly insert: Insert;
    readonly update: {
        readonly id: string;
        readonly data: Patch;
    };
    readonly delete: {
        readonly id: string;
    };
    readonly 'bulk-insert': {
        readonly items: readonly Insert[];
    };
    readonly 'bulk-update': {
        readonly items: readonly {
            readonly id: string;
            readonly data: Patch;
        }[];
    };
    readonly 'bulk-delete': {
        readonly ids: readonly string[];
    };
}[Of];
/** What the server says over a socket. */
type WsEvent = ServerFrame;
/** What was committed. */
type WsBroadcastEvent = Extract<ServerFrame, {
    type: 'broadcast';
}>;
/** The server's greeting. */
type WsSyncInitEvent = Extract<ServerFrame, {
    type: 'sync-init';
}>;

/** One of these texts. */
declare function choice<const T extends string>(values: readonly T[]): Kind<T>;

/**
 * Any JSON but `null`. What the Rust type demands beside that is known to the server only, so the kind fits every type.
 */
declare const json: Kind<never>;

/** A value with rules of its own: a newtype in Rust. */
declare function refined<T>(kind: Kind<T>, rules: readonly Rule<T>[]): Kind<T>;
/** An array. */
declare function list<T>(kind: Kind<T>): Kind<T[]>;
/** The rules of each item. */
declare function each<T>(...rules: readonly Rule<NoInfer<T>>[]): Rule<T[]>;

/** What an object of these fields is. */
type ObjectOf<F extends Fields$1> = {
    -readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};
/** What a union of these variants is. */
type UnionOf<Tag extends string, Variants extends Readonly<Record<string, Fields$1>>> = {
    [Name in keyof Variants & string]: {
        [Key in Tag]: Name;
    } & ObjectOf<Variants[Name]>;
}[keyof Variants & string];
/** An object with these fields and no others. One that may be `null` may be left out. */
declare function object<F extends Fields$1>(fields: F): Kind<ObjectOf<F>>;
/** One of several objects; the property `tag` says which. */
declare function union<const Tag extends string, const Variants extends Readonly<Record<string, Fields$1>>>(tag: Tag, variants: Variants): Kind<UnionOf<Tag, Variants>>;

/** A UUID in its canonical form: 36 characters, lower case. */
declare const uuid: Kind<string>;
/** A string of whole code points. */
declare const text: Kind<string>;
declare const boolean: Kind<boolean>;
/** A finite double. */
declare const number: Kind<number>;
/** An integer from `min` to `max`. */
declare const int: (min: number, max: number) => Kind<number>;
/** An integer that JavaScript holds exactly: within ±(2^53 − 1). */
declare const integer: Kind<number>;
/** Milliseconds since 1970 UTC, within the range of `Date`. */
declare const timestamp: Kind<number>;

/** The mail addresses that people have: ASCII, no quotes, no comments, a domain of at least two labels. */
declare const email: Check<string>;
/** An address of the web, with a host and without a user. */
declare const url: Check<string>;
/** A text that is a UUID in its canonical form. */
declare const uuidText: Check<string>;
/** A regular expression, found anywhere; `given` is how the schema has it. */
declare function pattern(source: string, given?: string): Check<string>;

/** Where a range ends: `min` and `max` are in it, `above` and `below` are not. */
interface Range {
    readonly min?: number;
    readonly above?: number;
    readonly max?: number;
    readonly below?: number;
}
declare function range({ min, above, max, below }: Range): Check<number>;
/** The quotient is a whole number. For doubles, which seldom are exact, `tolerance` says how nearly. */
declare function multipleOf(divisor: number, tolerance?: number): Check<number>;
/** Has no fraction. */
declare const whole: Check<number>;

/** Takes white space off both ends. */
declare const trim: Rule<string>;
declare const lowercase: Rule<string>;
declare const uppercase: Rule<string>;
/** The number of Unicode code points, as the server counts them. */
declare function length(min?: number | undefined, max?: number | undefined): Check<string>;
declare const startsWith: (prefix: string) => Check<string>;
declare const endsWith: (suffix: string) => Check<string>;
declare const contains: (part: string) => Check<string>;

/** The number of an array's items. */
declare function items(min?: number | undefined, max?: number | undefined): Check<readonly unknown[]>;
/** One of these texts or numbers. */
declare function oneOf(values: readonly (string | number)[]): Check<string | number>;
/** The same rule, which says `message` where it is broken. */
declare function said<Value, Result>(rule: (value: Value, report: Report) => Result, message: string): (value: Value, report: Report) => Result;

/** Names and values, or what makes them: a function is asked afresh for every request and every connection. */
type Params = Readonly<Record<string, string>> | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);
/** Where the server is, and what every request to it carries. */
interface SyncConfig {
    /** The path that the API is mounted at. Default `/api`. */
    readonly apiPrefix?: string | undefined;
    /** Another server than the page's: `sync.example` or `http://127.0.0.1:8787`. */
    readonly host?: string | undefined;
    /** The protocol of a `host` that names none. Default: the page's. */
    readonly protocol?: 'http' | 'https' | undefined;
    /** What stands before `/parties` in the socket's path, where a proxy adds it. */
    readonly path?: string | undefined;
    /** The part of the socket's path that follows `/parties`. Default `main`. */
    readonly party?: string | undefined;
    /** Headers of every HTTP request. */
    readonly headers?: Params | undefined;
    /** The socket's query parameters; browsers give sockets no headers. */
    readonly query?: Params | undefined;
    /** Reads what is certainly the newest, where the server would answer from elsewhere faster. */
    readonly consistentReads?: boolean | undefined;
    /** Asks over HTTP instead of the platform's own: a proxy's, or that of a server in the page's memory. */
    readonly fetch?: typeof fetch | undefined;
    /** What sockets are made with, instead of the platform's own. */
    readonly WebSocket?: typeof WebSocket | undefined;
    /** Logs every frame and every change of the connection to the console. */
    readonly debug?: boolean | undefined;
    /**
     * The server wants a sign-in; mutations wait until there is one, and none is lost. Where it gives a promise, all is
     * tried again when that is fulfilled.
     */
    readonly onUnauthorized?: ((error: SyncError) => Promise<unknown> | void) | undefined;
}

/**
 * Says where the server is, outside of React: in a router's loader, or where pages are rendered on a server.
 *
 * There is no page there whose server it could be, so `host` is given. `identity` is that of the provider. In the
 * browser the provider does this.
 */
declare function configureSync(client: QueryClient, config: SyncConfig, identity?: string | null): void;

/** Some of the fields; as in a patch, one that is `undefined` is not there. */
type Fields<Row> = {
    readonly [Name in keyof Row]?: Row[Name] | undefined;
};
/**
 * What a form changed: the fields of `after` that are not equal to those of `before`.
 *
 * `update({ id: row.id, data: toPatch(row, values) })`. Empty where nothing changed, and then there is nothing to save.
 */
declare function toPatch<Before extends object, After extends Fields<Before>>(before: Before, after: After): Partial<After>;

/**
 * Validates what the server says over a socket, for those who have one of their own. What it takes it gives back as it
 * is; properties that it does not know are left alone.
 */
declare const WsEventSchema: StandardSchema<WsEvent>;

/**
 * Where a room's socket is. `idle`: nobody asked for one. `synchronizing`: it is up, and the lists are on their way to
 * what the room is now. `disconnected`: the page is offline, or the server has closed it for good.
 */
type Link = 'idle' | 'connecting' | 'synchronizing' | 'connected' | 'reconnecting' | 'disconnected';

/** A mutation that is not saved yet, as an app sees it. */
interface PendingMutation {
    readonly id: string;
    readonly collection: string;
    readonly action: Action;
    /** The rows that it touches. */
    readonly ids: readonly string[];
    readonly scope: string | undefined;
}

/**
 * How a room is doing.
 *
 * - `connecting`: for the first time; `reconnecting`: the socket was up.
 * - `synchronizing`: the socket is up, and the lists are on their way to what the room is now.
 * - `disconnected`: nobody asked for a socket, the page is offline, or the server closed it for good.
 * - `degraded`: mutations get no answer. `unauthorized`: they wait for a sign-in. Either may be while the socket is up.
 */
type ConnectionStatus = Exclude<Link, 'idle'> | 'degraded' | 'unauthorized';
/** A room's state, or that of all rooms at once. */
interface ConnectionState {
    readonly status: ConnectionStatus;
    /** Whether the socket is up and tells all; true of a `degraded` room too, whose socket is. */
    readonly isConnected: boolean;
    /** Whether the socket is connecting, reconnecting or synchronizing. */
    readonly isConnecting: boolean;
    readonly isDisconnected: boolean;
    /** The number of mutations that are not saved yet. */
    readonly pending: number;
    /** The highest seq that is known of the room; of all rooms together none. */
    readonly lastSeq: number | undefined;
}

/**
 * A new UUID of version 7: its first 48 bits are the time, so that ids sort by creation.
 *
 * Ids made in one tab ascend even within a millisecond and when the clock steps back. It needs
 * `crypto.getRandomValues` only: `crypto.randomUUID` is missing on plain http.
 */
declare function uuidv7(): string;

export { DEFAULT_SYNC_ID, SyncError, WsEventSchema, boolean, choice, configureSync, contains, defineCollection, each, email, endsWith, field, int, integer, isSyncError, items, json, length, list, lowercase, multipleOf, number, object, oneOf, pattern, range, refined, said, startsWith, text, timestamp, toPatch, trim, union, uppercase, url, uuid, uuidText, uuidv7, whole };
export type { ActionType, AnyCollection, Check, CollectionKeys, CollectionsMap, ConnectionState, ConnectionStatus, Definition, EntityMap, EntityOf, Field, FieldOptions, Fields$1 as Fields, InferEntity, InferInsert, InferUpdate, InsertMap, InsertOf, Issue, Kind, ListFilter, ListIdentity, ListKey, ListOptions, ListParams, ListScope, MutationPayload, ObjectOf, OrderBy, Params, PatchOf, PendingMutation, PendingMutation as PendingMutationInfo, Problem, Range, Report, Role, Rule, Scope, SharedCollection, StandardResult, StandardSchema, SyncConfig, SyncErrorInfo, SyncErrorKind, TenantCollection, UnionOf, UpdateMap, WithId, WsBroadcastEvent, WsEvent, WsSyncInitEvent };
