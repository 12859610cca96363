// What others compile against in @arqonbus/protocol. Written by `pnpm generate`.
// "." is dist/index.d.ts

// ---- dist/close.d.ts
export interface CloseEntry {
    readonly meaning: string;
    readonly reconnect: boolean;
}
export declare const closeTable: {
    readonly 1007: {
        readonly meaning: 'not UTF-8';
        readonly reconnect: false;
    };
    readonly 1009: {
        readonly meaning: 'frame too large';
        readonly reconnect: false;
    };
    readonly 4100: {
        readonly meaning: 'the node is draining';
        readonly reconnect: true;
    };
    readonly 4101: {
        readonly meaning: 'the token has expired';
        readonly reconnect: true;
    };
    readonly 4102: {
        readonly meaning: 'slow consumer: the outbound queue passed its limit';
        readonly reconnect: true;
    };
    readonly 4103: {
        readonly meaning: 'no authentication or no pong in time';
        readonly reconnect: true;
    };
    readonly 4104: {
        readonly meaning: 'the bus has lost a store that it must have';
        readonly reconnect: true;
    };
    readonly 4105: {
        readonly meaning: 'rate limit abused';
        readonly reconnect: true;
    };
    readonly 4500: {
        readonly meaning: 'token revoked, or not allowed';
        readonly reconnect: false;
    };
    readonly 4501: {
        readonly meaning: 'ten protocol violations in a minute';
        readonly reconnect: false;
    };
};
export type CloseCode = keyof typeof closeTable;
export declare function shouldReconnect(code: number): boolean;

// ---- dist/codec-faults.d.ts
import { type ErrorDetail } from './errors.js';
export declare const MAX_DEPTH = 32;
export declare function isForbiddenKey(key: string): boolean;
export declare function endOfString(text: string, start: number): number;
export declare function findFaults(text: string): ErrorDetail[];

// ---- dist/codec.d.ts
import { type JsonObject } from './json.js';
export { MAX_DEPTH } from './codec-faults.js';
export declare function decodeFrame(text: string): JsonObject;
export declare function encodeFrame(envelope: object): string;

// ---- dist/command.d.ts
import type * as v from 'valibot';
import type { ErrorCode } from './errors.js';
export declare const actions: readonly ['publish', 'subscribe', 'history', 'presence', 'manage'];
export type Action = (typeof actions)[number];
export type Permission = 'anyone' | 'admin' | Action;
type Schema = v.GenericSchema<unknown, unknown>;
export interface Contract<Name extends string = string, Args extends Schema = Schema, Data extends Schema = Schema> {
    readonly name: Name;
    readonly aliases?: readonly string[];
    readonly summary: string;
    readonly permission: Permission;
    readonly args: Args;
    readonly data: Data;
    readonly errors: readonly ErrorCode[];
    readonly example: {
        readonly args: v.InferInput<Args>;
        readonly data: v.InferInput<Data>;
    };
}
export declare function command<const Name extends string, Args extends Schema, Data extends Schema>(contract: Contract<Name, Args, Data>): Contract<Name, Args, Data>;
export type Contracts = {
    readonly [name: string]: Contract;
};
export declare function commands<const List extends readonly Contract[]>(...list: List): {
    readonly [C in List[number] as C['name']]: C;
};
export type ArgsOf<C extends Contract> = v.InferInput<C['args']>;
export type ParsedArgsOf<C extends Contract> = v.InferOutput<C['args']>;
export type DataOf<C extends Contract> = v.InferOutput<C['data']>;
export {};

// ---- dist/commands/core.d.ts
import * as v from 'valibot';
export declare const coreCommands: {
    readonly "auth.refresh": import("../command.js").Contract<"auth.refresh", v.StrictObjectSchema<{
        readonly token: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, 16384, "must be at most 16384 characters">, v.DescriptionAction<string, "The new JWT">]>;
    }, undefined>, v.LooseObjectSchema<{
        readonly expires_at: v.NullableSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly channel_info: import("../command.js").Contract<"channel_info", v.StrictObjectSchema<{
        readonly room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
        readonly channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
    }, undefined>, v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly description: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly lossy: v.BooleanSchema<undefined>;
        readonly epoch: v.StringSchema<undefined>;
        readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly created_at: v.StringSchema<undefined>;
        readonly members: v.ArraySchema<v.LooseObjectSchema<{
            readonly client_id: v.StringSchema<undefined>;
            readonly subject: v.StringSchema<undefined>;
            readonly description: v.NullableSchema<v.StrictObjectSchema<{
                readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
                readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
            }, undefined>, undefined>;
            readonly joined_at: v.StringSchema<undefined>;
        }, undefined>, undefined>;
    }, undefined>>;
    readonly "client.describe": import("../command.js").Contract<"client.describe", v.StrictObjectSchema<{
        readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
        readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
    }, undefined>, v.StrictObjectSchema<{
        readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
        readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
    }, undefined>>;
    readonly create_channel: import("../command.js").Contract<"create_channel", v.StrictObjectSchema<{
        readonly room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
        readonly channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
        readonly description: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 1024, "must be at most 1024 characters">, v.DescriptionAction<string, "What it is for">]>, undefined>;
        readonly lossy: v.OptionalSchema<v.SchemaWithPipe<readonly [v.BooleanSchema<"must be true or false">, v.DescriptionAction<boolean, "A slow member loses the oldest messages rather than its connection">]>, false>;
        readonly history: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.StrictObjectSchema<{
            readonly max_messages: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 0, "must be at least 0">, v.DescriptionAction<number, "How many messages at most">]>, undefined>;
            readonly max_age_seconds: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.MinValueAction<number, 1, "must be at least 1">, v.DescriptionAction<number, "How old the oldest may be">]>, undefined>;
        }, undefined>, v.DescriptionAction<{
            max_messages?: number | undefined;
            max_age_seconds?: number | undefined;
        }, "How much is kept; the settings of the bus are the upper bound">]>, undefined>;
    }, undefined>, v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly description: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly lossy: v.BooleanSchema<undefined>;
        readonly members: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly epoch: v.StringSchema<undefined>;
        readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly created_at: v.StringSchema<undefined>;
    }, undefined>>;
    readonly delete_channel: import("../command.js").Contract<"delete_channel", v.StrictObjectSchema<{
        readonly room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
        readonly channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
    }, undefined>, v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly deleted: v.BooleanSchema<undefined>;
    }, undefined>>;
    readonly help: import("../command.js").Contract<"help", v.StrictObjectSchema<{
        readonly command: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 128, "must be at most 128 characters">, v.DescriptionAction<string, "Only this command">]>, undefined>;
    }, undefined>, v.LooseObjectSchema<{
        readonly commands: v.ArraySchema<v.LooseObjectSchema<{
            readonly name: v.StringSchema<undefined>;
            readonly summary: v.StringSchema<undefined>;
            readonly permission: v.StringSchema<undefined>;
            readonly args: v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
        }, undefined>, undefined>;
    }, undefined>>;
    readonly join_channel: import("../command.js").Contract<"join_channel", v.StrictObjectSchema<{
        readonly room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
        readonly channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
        readonly since: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StrictObjectSchema<{
            readonly epoch: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, 64, "must be at most 64 characters">, v.DescriptionAction<string, "The life of the stream in which seq counts">]>;
            readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 0, "must be at least 0">, v.DescriptionAction<number, "The last seq that was seen; 0 for none">]>;
        }, "must be a JSON object with epoch and seq">, v.DescriptionAction<{
            epoch: string;
            seq: number;
        }, "Deliver what was missed after this position first">]>, undefined>;
        readonly presence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.BooleanSchema<"must be true or false">, v.DescriptionAction<boolean, "Also get presence.join and presence.leave events">]>, false>;
        readonly echo: v.OptionalSchema<v.SchemaWithPipe<readonly [v.BooleanSchema<"must be true or false">, v.DescriptionAction<boolean, "Also get what this connection itself publishes">]>, false>;
    }, undefined>, v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly epoch: v.StringSchema<undefined>;
        readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly recovered: v.BooleanSchema<undefined>;
        readonly reason: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly members: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
    }, undefined>>;
    readonly leave_channel: import("../command.js").Contract<"leave_channel", v.StrictObjectSchema<{
        readonly room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
        readonly channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
    }, undefined>, v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly left: v.BooleanSchema<undefined>;
    }, undefined>>;
    readonly list_channels: import("../command.js").Contract<"list_channels", v.StrictObjectSchema<{
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>, undefined>;
        readonly limit: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 1, "must be at least 1">, v.MaxValueAction<number, number, `must be at most ${number}`>, v.DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 2048, "must be at most 2048 characters">, v.DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
    }, undefined>, v.LooseObjectSchema<{
        readonly channels: v.ArraySchema<v.LooseObjectSchema<{
            readonly room: v.StringSchema<undefined>;
            readonly channel: v.StringSchema<undefined>;
            readonly description: v.NullableSchema<v.StringSchema<undefined>, undefined>;
            readonly lossy: v.BooleanSchema<undefined>;
            readonly members: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
            readonly epoch: v.StringSchema<undefined>;
            readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
            readonly created_at: v.StringSchema<undefined>;
        }, undefined>, undefined>;
        readonly count: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: v.NullableSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly ping: import("../command.js").Contract<"ping", v.StrictObjectSchema<{}, undefined>, v.LooseObjectSchema<{
        readonly pong: v.LiteralSchema<true, undefined>;
        readonly timestamp: v.StringSchema<undefined>;
    }, undefined>>;
    readonly presence: import("../command.js").Contract<"presence", v.StrictObjectSchema<{
        readonly room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
        readonly channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
        readonly limit: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 1, "must be at least 1">, v.MaxValueAction<number, number, `must be at most ${number}`>, v.DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 2048, "must be at most 2048 characters">, v.DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
    }, undefined>, v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly members: v.ArraySchema<v.LooseObjectSchema<{
            readonly client_id: v.StringSchema<undefined>;
            readonly subject: v.StringSchema<undefined>;
            readonly description: v.NullableSchema<v.StrictObjectSchema<{
                readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
                readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
            }, undefined>, undefined>;
            readonly joined_at: v.StringSchema<undefined>;
        }, undefined>, undefined>;
        readonly count: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: v.NullableSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly status: import("../command.js").Contract<"status", v.StrictObjectSchema<{}, undefined>, v.LooseObjectSchema<{
        readonly server: v.LooseObjectSchema<{
            readonly name: v.StringSchema<undefined>;
            readonly version: v.StringSchema<undefined>;
            readonly protocol: v.StringSchema<undefined>;
            readonly node_id: v.StringSchema<undefined>;
            readonly uptime_seconds: v.NumberSchema<undefined>;
            readonly state: v.StringSchema<undefined>;
        }, undefined>;
        readonly connections: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly rooms: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly channels: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly messages: v.LooseObjectSchema<{
            readonly published: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
            readonly delivered: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        }, undefined>;
        readonly storage: v.LooseObjectSchema<{
            readonly backend: v.StringSchema<undefined>;
            readonly durable: v.BooleanSchema<undefined>;
            readonly entries: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        }, undefined>;
    }, undefined>>;
    readonly whoami: import("../command.js").Contract<"whoami", v.StrictObjectSchema<{}, undefined>, v.LooseObjectSchema<{
        readonly client_id: v.StringSchema<undefined>;
        readonly tenant_id: v.StringSchema<undefined>;
        readonly role: v.StringSchema<undefined>;
        readonly subject: v.StringSchema<undefined>;
        readonly permissions: v.NullableSchema<v.ArraySchema<v.LooseObjectSchema<{
            readonly room: v.StringSchema<undefined>;
            readonly channel: v.StringSchema<undefined>;
            readonly actions: v.ArraySchema<v.PicklistSchema<readonly ["publish", "subscribe", "history", "presence", "manage"], undefined>, undefined>;
        }, undefined>, undefined>, undefined>;
        readonly channels: v.ArraySchema<v.LooseObjectSchema<{
            readonly room: v.StringSchema<undefined>;
            readonly channel: v.StringSchema<undefined>;
        }, undefined>, undefined>;
    }, undefined>>;
};

// ---- dist/commands/fields.d.ts
import * as v from 'valibot';
export declare const positionSchema: v.StrictObjectSchema<{
    readonly epoch: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, 64, "must be at most 64 characters">, v.DescriptionAction<string, "The life of the stream in which seq counts">]>;
    readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 0, "must be at least 0">, v.DescriptionAction<number, "The last seq that was seen; 0 for none">]>;
}, "must be a JSON object with epoch and seq">;
export type Position = v.InferOutput<typeof positionSchema>;
export declare const room: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>;
export declare const channel: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>;
export declare const since: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
    readonly format: "date-time";
}>]>, v.DescriptionAction<string, "Only what was stored at or after this RFC 3339 time">]>;
export declare const until: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
    readonly format: "date-time";
}>]>, v.DescriptionAction<string, "Only what was stored at or before this RFC 3339 time">]>;
export declare const count: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
export declare const limit: (fallback: number, max: number) => v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 1, "must be at least 1">, v.MaxValueAction<number, number, `must be at most ${number}`>, v.DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
export declare const cursor: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 2048, "must be at most 2048 characters">, v.DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
export declare const descriptionSchema: v.StrictObjectSchema<{
    readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
    readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
    readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
    readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
    readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
}, undefined>;
export type Description = v.InferOutput<typeof descriptionSchema>;
export declare const memberSchema: v.LooseObjectSchema<{
    readonly client_id: v.StringSchema<undefined>;
    readonly subject: v.StringSchema<undefined>;
    readonly description: v.NullableSchema<v.StrictObjectSchema<{
        readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
        readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
    }, undefined>, undefined>;
    readonly joined_at: v.StringSchema<undefined>;
}, undefined>;
export type Member = v.InferOutput<typeof memberSchema>;
export declare const channelSchema: v.LooseObjectSchema<{
    readonly room: v.StringSchema<undefined>;
    readonly channel: v.StringSchema<undefined>;
    readonly description: v.NullableSchema<v.StringSchema<undefined>, undefined>;
    readonly lossy: v.BooleanSchema<undefined>;
    readonly members: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
    readonly epoch: v.StringSchema<undefined>;
    readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
    readonly created_at: v.StringSchema<undefined>;
}, undefined>;
export type ChannelSummary = v.InferOutput<typeof channelSchema>;
export declare const exampleMember: Member;
export declare const exampleChannel: ChannelSummary;

// ---- dist/commands/history.d.ts
import * as v from 'valibot';
declare const entrySchema: v.LooseObjectSchema<{
    readonly envelope: v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
    readonly stored_at: v.StringSchema<undefined>;
    readonly storage_metadata: v.LooseObjectSchema<{
        readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly epoch: v.StringSchema<undefined>;
        readonly backend: v.StringSchema<undefined>;
    }, undefined>;
}, undefined>;
export type HistoryEntry = v.InferOutput<typeof entrySchema>;
export declare const historyCommands: {
    readonly history: import("../command.js").Contract<"history", v.SchemaWithPipe<readonly [v.StrictObjectSchema<{
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>, undefined>;
        readonly limit: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 1, "must be at least 1">, v.MaxValueAction<number, number, `must be at most ${number}`>, v.DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 2048, "must be at most 2048 characters">, v.DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
        readonly since: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, v.DescriptionAction<string, "Only what was stored at or after this RFC 3339 time">]>, undefined>;
        readonly until: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, v.DescriptionAction<string, "Only what was stored at or before this RFC 3339 time">]>, undefined>;
        readonly after_seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 0, "must be at least 0">, v.DescriptionAction<number, "Only what follows this seq, oldest first; needs room and channel">]>, undefined>;
    }, undefined>, v.BaseValidation<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, {
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, v.CheckIssue<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }>>]>, v.LooseObjectSchema<{
        readonly entries: v.ArraySchema<v.LooseObjectSchema<{
            readonly envelope: v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
            readonly stored_at: v.StringSchema<undefined>;
            readonly storage_metadata: v.LooseObjectSchema<{
                readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
                readonly epoch: v.StringSchema<undefined>;
                readonly backend: v.StringSchema<undefined>;
            }, undefined>;
        }, undefined>, undefined>;
        readonly count: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly room: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly limit: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly since: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly until: v.NullableSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly "op.history.get": import("../command.js").Contract<"op.history.get", v.SchemaWithPipe<readonly [v.StrictObjectSchema<{
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>, undefined>;
        readonly limit: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 1, "must be at least 1">, v.MaxValueAction<number, number, `must be at most ${number}`>, v.DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 2048, "must be at most 2048 characters">, v.DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
        readonly since: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, v.DescriptionAction<string, "Only what was stored at or after this RFC 3339 time">]>, undefined>;
        readonly until: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, v.DescriptionAction<string, "Only what was stored at or before this RFC 3339 time">]>, undefined>;
        readonly after_seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 0, "must be at least 0">, v.DescriptionAction<number, "Only what follows this seq, oldest first; needs room and channel">]>, undefined>;
    }, undefined>, v.BaseValidation<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, {
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, v.CheckIssue<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }>>]>, v.LooseObjectSchema<{
        readonly entries: v.ArraySchema<v.LooseObjectSchema<{
            readonly envelope: v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
            readonly stored_at: v.StringSchema<undefined>;
            readonly storage_metadata: v.LooseObjectSchema<{
                readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
                readonly epoch: v.StringSchema<undefined>;
                readonly backend: v.StringSchema<undefined>;
            }, undefined>;
        }, undefined>, undefined>;
        readonly count: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly room: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly limit: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly since: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly until: v.NullableSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly "op.history.replay": import("../command.js").Contract<"op.history.replay", v.SchemaWithPipe<readonly [v.StrictObjectSchema<{
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The room">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, v.DescriptionAction<string, "The channel in the room">]>, undefined>;
        readonly from_ts: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, v.DescriptionAction<string, "The first RFC 3339 time">]>;
        readonly to_ts: v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, v.DescriptionAction<string, "The last RFC 3339 time">]>;
        readonly strict_sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.BooleanSchema<"must be true or false">, v.DescriptionAction<boolean, "Refuse where a producer's metadata.sequence goes back">]>, true>;
        readonly limit: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, 1, "must be at least 1">, v.MaxValueAction<number, number, `must be at most ${number}`>, v.DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, 2048, "must be at most 2048 characters">, v.DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
    }, undefined>, v.BaseValidation<{
        room?: string | undefined;
        channel?: string | undefined;
        from_ts: string;
        to_ts: string;
        strict_sequence: boolean;
        limit: number;
        cursor?: string | undefined;
    }, {
        room?: string | undefined;
        channel?: string | undefined;
        from_ts: string;
        to_ts: string;
        strict_sequence: boolean;
        limit: number;
        cursor?: string | undefined;
    }, v.CheckIssue<{
        room?: string | undefined;
        channel?: string | undefined;
        from_ts: string;
        to_ts: string;
        strict_sequence: boolean;
        limit: number;
        cursor?: string | undefined;
    }>>]>, v.LooseObjectSchema<{
        readonly entries: v.ArraySchema<v.LooseObjectSchema<{
            readonly envelope: v.CustomSchema<import("../json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
            readonly stored_at: v.StringSchema<undefined>;
            readonly storage_metadata: v.LooseObjectSchema<{
                readonly seq: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
                readonly epoch: v.StringSchema<undefined>;
                readonly backend: v.StringSchema<undefined>;
            }, undefined>;
        }, undefined>, undefined>;
        readonly count: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly room: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.NullableSchema<v.StringSchema<undefined>, undefined>;
        readonly limit: v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>;
        readonly from_ts: v.StringSchema<undefined>;
        readonly to_ts: v.StringSchema<undefined>;
        readonly latency_ms: v.NumberSchema<undefined>;
    }, undefined>>;
};
export {};

// ---- dist/commands/index.d.ts
export declare const busCommands: {
    readonly "auth.refresh": import("../command.js").Contract<"auth.refresh", import("valibot").StrictObjectSchema<{
        readonly token: import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MinLengthAction<string, 1, "must not be empty">, import("valibot").MaxLengthAction<string, 16384, "must be at most 16384 characters">, import("valibot").DescriptionAction<string, "The new JWT">]>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly expires_at: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly channel_info: import("../command.js").Contract<"channel_info", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>;
        readonly channel: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly room: import("valibot").StringSchema<undefined>;
        readonly channel: import("valibot").StringSchema<undefined>;
        readonly description: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly lossy: import("valibot").BooleanSchema<undefined>;
        readonly epoch: import("valibot").StringSchema<undefined>;
        readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly created_at: import("valibot").StringSchema<undefined>;
        readonly members: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly client_id: import("valibot").StringSchema<undefined>;
            readonly subject: import("valibot").StringSchema<undefined>;
            readonly description: import("valibot").NullableSchema<import("valibot").StrictObjectSchema<{
                readonly type: import("valibot").SchemaWithPipe<readonly [import("valibot").PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, import("valibot").DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
                readonly screen_name: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
                readonly avatar: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
                readonly personality: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
                readonly metadata: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>, import("valibot").CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, import("valibot").DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
            }, undefined>, undefined>;
            readonly joined_at: import("valibot").StringSchema<undefined>;
        }, undefined>, undefined>;
    }, undefined>>;
    readonly "client.describe": import("../command.js").Contract<"client.describe", import("valibot").StrictObjectSchema<{
        readonly type: import("valibot").SchemaWithPipe<readonly [import("valibot").PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, import("valibot").DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
        readonly screen_name: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
        readonly avatar: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
        readonly personality: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
        readonly metadata: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>, import("valibot").CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, import("valibot").DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
    }, undefined>, import("valibot").StrictObjectSchema<{
        readonly type: import("valibot").SchemaWithPipe<readonly [import("valibot").PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, import("valibot").DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
        readonly screen_name: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
        readonly avatar: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
        readonly personality: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
        readonly metadata: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>, import("valibot").CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, import("valibot").DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
    }, undefined>>;
    readonly create_channel: import("../command.js").Contract<"create_channel", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>;
        readonly channel: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>;
        readonly description: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 1024, "must be at most 1024 characters">, import("valibot").DescriptionAction<string, "What it is for">]>, undefined>;
        readonly lossy: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").BooleanSchema<"must be true or false">, import("valibot").DescriptionAction<boolean, "A slow member loses the oldest messages rather than its connection">]>, false>;
        readonly history: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>, import("valibot").StrictObjectSchema<{
            readonly max_messages: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 0, "must be at least 0">, import("valibot").DescriptionAction<number, "How many messages at most">]>, undefined>;
            readonly max_age_seconds: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").MinValueAction<number, 1, "must be at least 1">, import("valibot").DescriptionAction<number, "How old the oldest may be">]>, undefined>;
        }, undefined>, import("valibot").DescriptionAction<{
            max_messages?: number | undefined;
            max_age_seconds?: number | undefined;
        }, "How much is kept; the settings of the bus are the upper bound">]>, undefined>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly room: import("valibot").StringSchema<undefined>;
        readonly channel: import("valibot").StringSchema<undefined>;
        readonly description: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly lossy: import("valibot").BooleanSchema<undefined>;
        readonly members: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly epoch: import("valibot").StringSchema<undefined>;
        readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly created_at: import("valibot").StringSchema<undefined>;
    }, undefined>>;
    readonly delete_channel: import("../command.js").Contract<"delete_channel", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>;
        readonly channel: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly room: import("valibot").StringSchema<undefined>;
        readonly channel: import("valibot").StringSchema<undefined>;
        readonly deleted: import("valibot").BooleanSchema<undefined>;
    }, undefined>>;
    readonly help: import("../command.js").Contract<"help", import("valibot").StrictObjectSchema<{
        readonly command: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 128, "must be at most 128 characters">, import("valibot").DescriptionAction<string, "Only this command">]>, undefined>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly commands: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly name: import("valibot").StringSchema<undefined>;
            readonly summary: import("valibot").StringSchema<undefined>;
            readonly permission: import("valibot").StringSchema<undefined>;
            readonly args: import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>;
        }, undefined>, undefined>;
    }, undefined>>;
    readonly history: import("../command.js").Contract<"history", import("valibot").SchemaWithPipe<readonly [import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>, undefined>;
        readonly channel: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>, undefined>;
        readonly limit: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 1, "must be at least 1">, import("valibot").MaxValueAction<number, number, `must be at most ${number}`>, import("valibot").DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 2048, "must be at most 2048 characters">, import("valibot").DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
        readonly since: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, import("valibot").MetadataAction<string, {
            readonly format: "date-time";
        }>]>, import("valibot").DescriptionAction<string, "Only what was stored at or after this RFC 3339 time">]>, undefined>;
        readonly until: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, import("valibot").MetadataAction<string, {
            readonly format: "date-time";
        }>]>, import("valibot").DescriptionAction<string, "Only what was stored at or before this RFC 3339 time">]>, undefined>;
        readonly after_seq: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 0, "must be at least 0">, import("valibot").DescriptionAction<number, "Only what follows this seq, oldest first; needs room and channel">]>, undefined>;
    }, undefined>, import("valibot").BaseValidation<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, {
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, import("valibot").CheckIssue<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }>>]>, import("valibot").LooseObjectSchema<{
        readonly entries: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly envelope: import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>;
            readonly stored_at: import("valibot").StringSchema<undefined>;
            readonly storage_metadata: import("valibot").LooseObjectSchema<{
                readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
                readonly epoch: import("valibot").StringSchema<undefined>;
                readonly backend: import("valibot").StringSchema<undefined>;
            }, undefined>;
        }, undefined>, undefined>;
        readonly count: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly room: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly channel: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly limit: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly since: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly until: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly join_channel: import("../command.js").Contract<"join_channel", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>;
        readonly channel: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>;
        readonly since: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StrictObjectSchema<{
            readonly epoch: import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MinLengthAction<string, 1, "must not be empty">, import("valibot").MaxLengthAction<string, 64, "must be at most 64 characters">, import("valibot").DescriptionAction<string, "The life of the stream in which seq counts">]>;
            readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 0, "must be at least 0">, import("valibot").DescriptionAction<number, "The last seq that was seen; 0 for none">]>;
        }, "must be a JSON object with epoch and seq">, import("valibot").DescriptionAction<{
            epoch: string;
            seq: number;
        }, "Deliver what was missed after this position first">]>, undefined>;
        readonly presence: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").BooleanSchema<"must be true or false">, import("valibot").DescriptionAction<boolean, "Also get presence.join and presence.leave events">]>, false>;
        readonly echo: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").BooleanSchema<"must be true or false">, import("valibot").DescriptionAction<boolean, "Also get what this connection itself publishes">]>, false>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly room: import("valibot").StringSchema<undefined>;
        readonly channel: import("valibot").StringSchema<undefined>;
        readonly epoch: import("valibot").StringSchema<undefined>;
        readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly recovered: import("valibot").BooleanSchema<undefined>;
        readonly reason: import("valibot").OptionalSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly members: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
    }, undefined>>;
    readonly leave_channel: import("../command.js").Contract<"leave_channel", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>;
        readonly channel: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly room: import("valibot").StringSchema<undefined>;
        readonly channel: import("valibot").StringSchema<undefined>;
        readonly left: import("valibot").BooleanSchema<undefined>;
    }, undefined>>;
    readonly list_channels: import("../command.js").Contract<"list_channels", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>, undefined>;
        readonly limit: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 1, "must be at least 1">, import("valibot").MaxValueAction<number, number, `must be at most ${number}`>, import("valibot").DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 2048, "must be at most 2048 characters">, import("valibot").DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly channels: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly room: import("valibot").StringSchema<undefined>;
            readonly channel: import("valibot").StringSchema<undefined>;
            readonly description: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
            readonly lossy: import("valibot").BooleanSchema<undefined>;
            readonly members: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
            readonly epoch: import("valibot").StringSchema<undefined>;
            readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
            readonly created_at: import("valibot").StringSchema<undefined>;
        }, undefined>, undefined>;
        readonly count: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly "op.history.get": import("../command.js").Contract<"op.history.get", import("valibot").SchemaWithPipe<readonly [import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>, undefined>;
        readonly channel: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>, undefined>;
        readonly limit: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 1, "must be at least 1">, import("valibot").MaxValueAction<number, number, `must be at most ${number}`>, import("valibot").DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 2048, "must be at most 2048 characters">, import("valibot").DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
        readonly since: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, import("valibot").MetadataAction<string, {
            readonly format: "date-time";
        }>]>, import("valibot").DescriptionAction<string, "Only what was stored at or after this RFC 3339 time">]>, undefined>;
        readonly until: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, import("valibot").MetadataAction<string, {
            readonly format: "date-time";
        }>]>, import("valibot").DescriptionAction<string, "Only what was stored at or before this RFC 3339 time">]>, undefined>;
        readonly after_seq: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 0, "must be at least 0">, import("valibot").DescriptionAction<number, "Only what follows this seq, oldest first; needs room and channel">]>, undefined>;
    }, undefined>, import("valibot").BaseValidation<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, {
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }, import("valibot").CheckIssue<{
        room?: string | undefined;
        channel?: string | undefined;
        limit: number;
        cursor?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
        after_seq?: number | undefined;
    }>>]>, import("valibot").LooseObjectSchema<{
        readonly entries: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly envelope: import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>;
            readonly stored_at: import("valibot").StringSchema<undefined>;
            readonly storage_metadata: import("valibot").LooseObjectSchema<{
                readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
                readonly epoch: import("valibot").StringSchema<undefined>;
                readonly backend: import("valibot").StringSchema<undefined>;
            }, undefined>;
        }, undefined>, undefined>;
        readonly count: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly room: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly channel: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly limit: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly since: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly until: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly "op.history.replay": import("../command.js").Contract<"op.history.replay", import("valibot").SchemaWithPipe<readonly [import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>, undefined>;
        readonly channel: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>, undefined>;
        readonly from_ts: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, import("valibot").MetadataAction<string, {
            readonly format: "date-time";
        }>]>, import("valibot").DescriptionAction<string, "The first RFC 3339 time">]>;
        readonly to_ts: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, import("valibot").MetadataAction<string, {
            readonly format: "date-time";
        }>]>, import("valibot").DescriptionAction<string, "The last RFC 3339 time">]>;
        readonly strict_sequence: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").BooleanSchema<"must be true or false">, import("valibot").DescriptionAction<boolean, "Refuse where a producer's metadata.sequence goes back">]>, true>;
        readonly limit: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 1, "must be at least 1">, import("valibot").MaxValueAction<number, number, `must be at most ${number}`>, import("valibot").DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 2048, "must be at most 2048 characters">, import("valibot").DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
    }, undefined>, import("valibot").BaseValidation<{
        room?: string | undefined;
        channel?: string | undefined;
        from_ts: string;
        to_ts: string;
        strict_sequence: boolean;
        limit: number;
        cursor?: string | undefined;
    }, {
        room?: string | undefined;
        channel?: string | undefined;
        from_ts: string;
        to_ts: string;
        strict_sequence: boolean;
        limit: number;
        cursor?: string | undefined;
    }, import("valibot").CheckIssue<{
        room?: string | undefined;
        channel?: string | undefined;
        from_ts: string;
        to_ts: string;
        strict_sequence: boolean;
        limit: number;
        cursor?: string | undefined;
    }>>]>, import("valibot").LooseObjectSchema<{
        readonly entries: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly envelope: import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>;
            readonly stored_at: import("valibot").StringSchema<undefined>;
            readonly storage_metadata: import("valibot").LooseObjectSchema<{
                readonly seq: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
                readonly epoch: import("valibot").StringSchema<undefined>;
                readonly backend: import("valibot").StringSchema<undefined>;
            }, undefined>;
        }, undefined>, undefined>;
        readonly count: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly room: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly channel: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
        readonly limit: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly from_ts: import("valibot").StringSchema<undefined>;
        readonly to_ts: import("valibot").StringSchema<undefined>;
        readonly latency_ms: import("valibot").NumberSchema<undefined>;
    }, undefined>>;
    readonly ping: import("../command.js").Contract<"ping", import("valibot").StrictObjectSchema<{}, undefined>, import("valibot").LooseObjectSchema<{
        readonly pong: import("valibot").LiteralSchema<true, undefined>;
        readonly timestamp: import("valibot").StringSchema<undefined>;
    }, undefined>>;
    readonly presence: import("../command.js").Contract<"presence", import("valibot").StrictObjectSchema<{
        readonly room: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The room">]>;
        readonly channel: import("valibot").SchemaWithPipe<readonly [import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, import("valibot").TitleAction<string, "name">]>, import("valibot").DescriptionAction<string, "The channel in the room">]>;
        readonly limit: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<"must be a number">, import("valibot").SafeIntegerAction<number, "must be an integer">, import("valibot").MinValueAction<number, 1, "must be at least 1">, import("valibot").MaxValueAction<number, number, `must be at most ${number}`>, import("valibot").DescriptionAction<number, `How many at most: 1 to ${number}, ${number} by default`>]>, number>;
        readonly cursor: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, 2048, "must be at most 2048 characters">, import("valibot").DescriptionAction<string, "next_cursor of the page before">]>, undefined>;
    }, undefined>, import("valibot").LooseObjectSchema<{
        readonly room: import("valibot").StringSchema<undefined>;
        readonly channel: import("valibot").StringSchema<undefined>;
        readonly members: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly client_id: import("valibot").StringSchema<undefined>;
            readonly subject: import("valibot").StringSchema<undefined>;
            readonly description: import("valibot").NullableSchema<import("valibot").StrictObjectSchema<{
                readonly type: import("valibot").SchemaWithPipe<readonly [import("valibot").PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, import("valibot").DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
                readonly screen_name: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
                readonly avatar: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
                readonly personality: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").StringSchema<"must be a string">, import("valibot").MaxLengthAction<string, number, `must be at most ${number} characters`>, import("valibot").DescriptionAction<string, string>]>, undefined>;
                readonly metadata: import("valibot").OptionalSchema<import("valibot").SchemaWithPipe<readonly [import("valibot").CustomSchema<import("../json.js").JsonObject, import("valibot").ErrorMessage<import("valibot").CustomIssue> | undefined>, import("valibot").CheckAction<import("../json.js").JsonObject, "must be at most 4096 characters as JSON">, import("valibot").DescriptionAction<import("../json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
            }, undefined>, undefined>;
            readonly joined_at: import("valibot").StringSchema<undefined>;
        }, undefined>, undefined>;
        readonly count: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly next_cursor: import("valibot").NullableSchema<import("valibot").StringSchema<undefined>, undefined>;
    }, undefined>>;
    readonly status: import("../command.js").Contract<"status", import("valibot").StrictObjectSchema<{}, undefined>, import("valibot").LooseObjectSchema<{
        readonly server: import("valibot").LooseObjectSchema<{
            readonly name: import("valibot").StringSchema<undefined>;
            readonly version: import("valibot").StringSchema<undefined>;
            readonly protocol: import("valibot").StringSchema<undefined>;
            readonly node_id: import("valibot").StringSchema<undefined>;
            readonly uptime_seconds: import("valibot").NumberSchema<undefined>;
            readonly state: import("valibot").StringSchema<undefined>;
        }, undefined>;
        readonly connections: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly rooms: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly channels: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        readonly messages: import("valibot").LooseObjectSchema<{
            readonly published: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
            readonly delivered: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        }, undefined>;
        readonly storage: import("valibot").LooseObjectSchema<{
            readonly backend: import("valibot").StringSchema<undefined>;
            readonly durable: import("valibot").BooleanSchema<undefined>;
            readonly entries: import("valibot").SchemaWithPipe<readonly [import("valibot").NumberSchema<undefined>, import("valibot").SafeIntegerAction<number, undefined>, import("valibot").MinValueAction<number, 0, undefined>]>;
        }, undefined>;
    }, undefined>>;
    readonly whoami: import("../command.js").Contract<"whoami", import("valibot").StrictObjectSchema<{}, undefined>, import("valibot").LooseObjectSchema<{
        readonly client_id: import("valibot").StringSchema<undefined>;
        readonly tenant_id: import("valibot").StringSchema<undefined>;
        readonly role: import("valibot").StringSchema<undefined>;
        readonly subject: import("valibot").StringSchema<undefined>;
        readonly permissions: import("valibot").NullableSchema<import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly room: import("valibot").StringSchema<undefined>;
            readonly channel: import("valibot").StringSchema<undefined>;
            readonly actions: import("valibot").ArraySchema<import("valibot").PicklistSchema<readonly ["publish", "subscribe", "history", "presence", "manage"], undefined>, undefined>;
        }, undefined>, undefined>, undefined>;
        readonly channels: import("valibot").ArraySchema<import("valibot").LooseObjectSchema<{
            readonly room: import("valibot").StringSchema<undefined>;
            readonly channel: import("valibot").StringSchema<undefined>;
        }, undefined>, undefined>;
    }, undefined>>;
};
export type BusCommand = keyof typeof busCommands;

// ---- dist/envelope.d.ts
import * as v from 'valibot';
import { type JsonObject } from './json.js';
export declare const PROTOCOL_VERSION = "1.0";
export declare const BUS_SENDER = "arqonbus";
export declare const jsonObjectSchema: v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
export declare const shortText: (max: number) => v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>;
export declare const timestampSchema: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
    readonly format: "date-time";
}>]>;
export declare const metadataSchema: v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
    readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
    readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
    readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
}, undefined>]>;
export type Metadata = v.InferOutput<typeof metadataSchema>;
export declare const clientEnvelopeSchemas: {
    readonly message: v.StrictObjectSchema<{
        readonly id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly version: v.OptionalSchema<v.LiteralSchema<"1.0", "must be \"1.0\"">, undefined>;
        readonly timestamp: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, undefined>;
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be a name, or two names as room:channel">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, undefined>;
        readonly to_client: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
            readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
            readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        }, undefined>]>, undefined>;
        readonly sender: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly from_client: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly seq: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly epoch: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly type: v.LiteralSchema<"message", undefined>;
        readonly payload: v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
    }, undefined>;
    readonly command: v.StrictObjectSchema<{
        readonly id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly version: v.OptionalSchema<v.LiteralSchema<"1.0", "must be \"1.0\"">, undefined>;
        readonly timestamp: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, undefined>;
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be a name, or two names as room:channel">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, undefined>;
        readonly to_client: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
            readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
            readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        }, undefined>]>, undefined>;
        readonly sender: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly from_client: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly seq: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly epoch: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly type: v.LiteralSchema<"command", undefined>;
        readonly command: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly args: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly payload: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly command: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
            readonly parameters: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        }, undefined>]>, undefined>;
    }, undefined>;
    readonly response: v.StrictObjectSchema<{
        readonly id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly version: v.OptionalSchema<v.LiteralSchema<"1.0", "must be \"1.0\"">, undefined>;
        readonly timestamp: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, undefined>;
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be a name, or two names as room:channel">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, undefined>;
        readonly to_client: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
            readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
            readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        }, undefined>]>, undefined>;
        readonly sender: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly from_client: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly seq: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly epoch: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly type: v.LiteralSchema<"response", undefined>;
        readonly request_id: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>;
        readonly status: v.PicklistSchema<["success", "error", "pending"], "must be success, error or pending">;
        readonly payload: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly error: v.OptionalSchema<v.StringSchema<"must be a string">, undefined>;
        readonly error_code: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
    }, undefined>;
    readonly error: v.StrictObjectSchema<{
        readonly id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly version: v.OptionalSchema<v.LiteralSchema<"1.0", "must be \"1.0\"">, undefined>;
        readonly timestamp: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, undefined>;
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be a name, or two names as room:channel">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, undefined>;
        readonly to_client: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
            readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
            readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        }, undefined>]>, undefined>;
        readonly sender: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly from_client: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly seq: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly epoch: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly type: v.LiteralSchema<"error", undefined>;
        readonly error: v.StringSchema<"must be a string">;
        readonly error_code: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly request_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly payload: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
    }, undefined>;
    readonly telemetry: v.StrictObjectSchema<{
        readonly id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly version: v.OptionalSchema<v.LiteralSchema<"1.0", "must be \"1.0\"">, undefined>;
        readonly timestamp: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, undefined>;
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be a name, or two names as room:channel">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, undefined>;
        readonly to_client: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
            readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
            readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        }, undefined>]>, undefined>;
        readonly sender: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly from_client: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly seq: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly epoch: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly type: v.LiteralSchema<"telemetry", undefined>;
        readonly payload: v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly eventType: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>;
        }, undefined>]>;
    }, undefined>;
    readonly 'operator.join': v.StrictObjectSchema<{
        readonly id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        readonly version: v.OptionalSchema<v.LiteralSchema<"1.0", "must be \"1.0\"">, undefined>;
        readonly timestamp: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z">, v.MetadataAction<string, {
            readonly format: "date-time";
        }>]>, undefined>;
        readonly room: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be a name, or two names as room:channel">]>, undefined>;
        readonly channel: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>, undefined>;
        readonly to_client: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MinLengthAction<string, 1, "must not be empty">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>]>, undefined>;
        readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.LooseObjectSchema<{
            readonly sequence: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.SafeIntegerAction<number, "must be an integer">, v.MinValueAction<number, number, `must be at least ${number}`>]>, undefined>;
            readonly vector_clock: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.RawCheckAction<JsonObject>]>, undefined>;
            readonly causal_parent_id: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>, undefined>;
        }, undefined>]>, undefined>;
        readonly sender: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly from_client: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly seq: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly epoch: v.OptionalSchema<v.UnknownSchema, undefined>;
        readonly type: v.LiteralSchema<"operator.join", undefined>;
        readonly payload: v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
    }, undefined>;
};
export type ClientEnvelopeType = keyof typeof clientEnvelopeSchemas;
export type ClientEnvelope = {
    [T in ClientEnvelopeType]: v.InferOutput<(typeof clientEnvelopeSchemas)[T]>;
}[ClientEnvelopeType];
interface Stamped {
    readonly id: string;
    readonly version: typeof PROTOCOL_VERSION;
    readonly timestamp: string;
}
export interface RoutedEnvelope extends Stamped {
    readonly type: 'message' | 'response' | 'error' | 'telemetry';
    readonly sender: string;
    readonly room?: string;
    readonly channel?: string;
    readonly to_client?: string;
    readonly payload?: JsonObject;
    readonly request_id?: string;
    readonly status?: 'success' | 'error' | 'pending';
    readonly error?: string;
    readonly error_code?: string;
    readonly metadata?: Metadata;
    readonly seq?: number;
    readonly epoch?: string;
}
declare const acknowledgement: v.LooseObjectSchema<{
    readonly seq: v.OptionalSchema<v.NumberSchema<undefined>, undefined>;
    readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
    readonly delivered: v.NumberSchema<undefined>;
    readonly stored: v.BooleanSchema<undefined>;
    readonly duplicate: v.OptionalSchema<v.BooleanSchema<undefined>, undefined>;
}, undefined>;
export type Acknowledgement = v.InferOutput<typeof acknowledgement>;
export declare const busEnvelopeSchemas: {
    readonly message: v.LooseObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly version: v.LiteralSchema<"1.0", undefined>;
        readonly timestamp: v.StringSchema<undefined>;
        readonly sender: v.StringSchema<undefined>;
        readonly room: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly to_client: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly metadata: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 1, undefined>]>, undefined>;
        readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly type: v.LiteralSchema<"message", undefined>;
        readonly payload: v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
    }, undefined>;
    readonly telemetry: v.LooseObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly version: v.LiteralSchema<"1.0", undefined>;
        readonly timestamp: v.StringSchema<undefined>;
        readonly sender: v.StringSchema<undefined>;
        readonly room: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly to_client: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly metadata: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 1, undefined>]>, undefined>;
        readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly type: v.LiteralSchema<"telemetry", undefined>;
        readonly payload: v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
    }, undefined>;
    readonly message_response: v.LooseObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly version: v.LiteralSchema<"1.0", undefined>;
        readonly timestamp: v.StringSchema<undefined>;
        readonly sender: v.StringSchema<undefined>;
        readonly room: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly to_client: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly metadata: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 1, undefined>]>, undefined>;
        readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly type: v.LiteralSchema<"message_response", undefined>;
        readonly request_id: v.StringSchema<undefined>;
        readonly status: v.LiteralSchema<"success", undefined>;
        readonly payload: v.LooseObjectSchema<{
            readonly seq: v.OptionalSchema<v.NumberSchema<undefined>, undefined>;
            readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
            readonly delivered: v.NumberSchema<undefined>;
            readonly stored: v.BooleanSchema<undefined>;
            readonly duplicate: v.OptionalSchema<v.BooleanSchema<undefined>, undefined>;
        }, undefined>;
    }, undefined>;
    readonly response: v.LooseObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly version: v.LiteralSchema<"1.0", undefined>;
        readonly timestamp: v.StringSchema<undefined>;
        readonly sender: v.StringSchema<undefined>;
        readonly room: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly to_client: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly metadata: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 1, undefined>]>, undefined>;
        readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly type: v.LiteralSchema<"response", undefined>;
        readonly request_id: v.StringSchema<undefined>;
        readonly status: v.PicklistSchema<["success", "error", "pending"], "must be success, error or pending">;
        readonly payload: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly error: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly error_code: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>;
    readonly error: v.LooseObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly version: v.LiteralSchema<"1.0", undefined>;
        readonly timestamp: v.StringSchema<undefined>;
        readonly sender: v.StringSchema<undefined>;
        readonly room: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly to_client: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly metadata: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 1, undefined>]>, undefined>;
        readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly type: v.LiteralSchema<"error", undefined>;
        readonly error: v.StringSchema<undefined>;
        readonly error_code: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly request_id: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly payload: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
    }, undefined>;
    readonly event: v.LooseObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly version: v.LiteralSchema<"1.0", undefined>;
        readonly timestamp: v.StringSchema<undefined>;
        readonly sender: v.StringSchema<undefined>;
        readonly room: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly channel: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly to_client: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly metadata: v.OptionalSchema<v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, undefined>;
        readonly seq: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 1, undefined>]>, undefined>;
        readonly epoch: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
        readonly type: v.LiteralSchema<"event", undefined>;
        readonly payload: v.LooseObjectSchema<{
            readonly event: v.StringSchema<undefined>;
        }, undefined>;
    }, undefined>;
};
export type BusEnvelope = {
    [T in keyof typeof busEnvelopeSchemas]: v.InferOutput<(typeof busEnvelopeSchemas)[T]>;
}[keyof typeof busEnvelopeSchemas];
export type BusEnvelopeType = BusEnvelope['type'];
export declare const welcomeSchema: v.LooseObjectSchema<{
    readonly welcome: v.StringSchema<undefined>;
    readonly client_id: v.StringSchema<undefined>;
    readonly tenant_id: v.StringSchema<undefined>;
    readonly role: v.StringSchema<undefined>;
    readonly protocol: v.StringSchema<undefined>;
    readonly server_version: v.StringSchema<undefined>;
    readonly node_id: v.StringSchema<undefined>;
    readonly limits: v.CustomSchema<JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>;
}, undefined>;
export type Welcome = v.InferOutput<typeof welcomeSchema>;
export {};

// ---- dist/errors.d.ts
import { type Json } from './json.js';
export interface ErrorEntry {
    readonly meaning: string;
    readonly retryable: boolean;
    readonly http: number;
}
export declare const errorTable: {
    readonly VALIDATION_ERROR: {
        readonly meaning: 'The input breaks a rule of the contract; `errors` says which and where.';
        readonly retryable: false;
        readonly http: 400;
    };
    readonly AUTHENTICATION_FAILED: {
        readonly meaning: 'There is no token, or it is not valid.';
        readonly retryable: false;
        readonly http: 401;
    };
    readonly OPERATOR_AUTH_FAILED: {
        readonly meaning: 'The token for joining operator groups is missing or wrong.';
        readonly retryable: false;
        readonly http: 403;
    };
    readonly AUTHORIZATION_ERROR: {
        readonly meaning: 'The token is valid, but does not allow this.';
        readonly retryable: false;
        readonly http: 403;
    };
    readonly RATE_LIMIT_EXCEEDED: {
        readonly meaning: 'Too many requests; wait `retry_after_ms` milliseconds.';
        readonly retryable: true;
        readonly http: 429;
    };
    readonly QUOTA_EXCEEDED: {
        readonly meaning: 'A bound of the tenant is reached; something must be removed first.';
        readonly retryable: false;
        readonly http: 409;
    };
    readonly NOT_FOUND: {
        readonly meaning: 'What was named does not exist, or not for this tenant.';
        readonly retryable: false;
        readonly http: 404;
    };
    readonly COMMAND_NOT_FOUND: {
        readonly meaning: 'No command has this name; `help` lists them.';
        readonly retryable: false;
        readonly http: 404;
    };
    readonly CONFLICT: {
        readonly meaning: 'The state is not what the request needs.';
        readonly retryable: false;
        readonly http: 409;
    };
    readonly FEATURE_DISABLED: {
        readonly meaning: 'This bus runs without that feature.';
        readonly retryable: false;
        readonly http: 501;
    };
    readonly EXECUTION_ERROR: {
        readonly meaning: 'The command was accepted and failed while it ran.';
        readonly retryable: false;
        readonly http: 500;
    };
    readonly CASIL_POLICY_BLOCKED_SECRET: {
        readonly meaning: 'The content policy takes a part of the message for a secret.';
        readonly retryable: false;
        readonly http: 422;
    };
    readonly CASIL_POLICY_OVERSIZE: {
        readonly meaning: 'The message is larger than the content policy allows.';
        readonly retryable: false;
        readonly http: 413;
    };
    readonly CASIL_INTERNAL_ERROR: {
        readonly meaning: 'The inspection failed, and the content policy then blocks.';
        readonly retryable: true;
        readonly http: 503;
    };
    readonly TIMEOUT: {
        readonly meaning: 'No answer came in time.';
        readonly retryable: true;
        readonly http: 504;
    };
    readonly STORAGE_UNAVAILABLE: {
        readonly meaning: 'The store cannot take it now.';
        readonly retryable: true;
        readonly http: 503;
    };
    readonly SERVER_DRAINING: {
        readonly meaning: 'This node is going away; another takes the request.';
        readonly retryable: true;
        readonly http: 503;
    };
    readonly INTERNAL_ERROR: {
        readonly meaning: 'The bus has made a mistake; its log says more.';
        readonly retryable: true;
        readonly http: 500;
    };
};
export type ErrorCode = keyof typeof errorTable;
export interface ErrorDetail {
    readonly path: string;
    readonly message: string;
}
export declare class BusError extends Error {
    readonly name = "BusError";
    readonly code: ErrorCode;
    readonly details: {
        readonly [key: string]: Json;
    };
    constructor(code: ErrorCode, message: string, details?: {
        readonly [key: string]: Json;
    }, options?: ErrorOptions);
}
export declare function isErrorCode(code: unknown): code is ErrorCode;
export declare function toBusError(thrown: unknown): BusError;
export declare const MAX_DETAILS = 20;
export declare function validationError(errors: readonly ErrorDetail[], message?: string): BusError;

// ---- dist/events.d.ts
import * as v from 'valibot';
export declare const eventSchemas: {
    readonly 'presence.join': v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly event: v.LiteralSchema<"presence.join", undefined>;
        readonly member: v.LooseObjectSchema<{
            readonly client_id: v.StringSchema<undefined>;
            readonly subject: v.StringSchema<undefined>;
            readonly description: v.NullableSchema<v.StrictObjectSchema<{
                readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
                readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("./json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("./json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("./json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
            }, undefined>, undefined>;
            readonly joined_at: v.StringSchema<undefined>;
        }, undefined>;
    }, undefined>;
    readonly 'presence.leave': v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly event: v.LiteralSchema<"presence.leave", undefined>;
        readonly member: v.LooseObjectSchema<{
            readonly client_id: v.StringSchema<undefined>;
            readonly subject: v.StringSchema<undefined>;
            readonly description: v.NullableSchema<v.StrictObjectSchema<{
                readonly type: v.SchemaWithPipe<readonly [v.PicklistSchema<["human", "ai-agent", "dashboard", "service"], "must be human, ai-agent, dashboard or service">, v.DescriptionAction<"ai-agent" | "dashboard" | "human" | "service", "What kind of client this is">]>;
                readonly screen_name: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly avatar: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly personality: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.MaxLengthAction<string, number, `must be at most ${number} characters`>, v.DescriptionAction<string, string>]>, undefined>;
                readonly metadata: v.OptionalSchema<v.SchemaWithPipe<readonly [v.CustomSchema<import("./json.js").JsonObject, v.ErrorMessage<v.CustomIssue> | undefined>, v.CheckAction<import("./json.js").JsonObject, "must be at most 4096 characters as JSON">, v.DescriptionAction<import("./json.js").JsonObject, "Whatever else others should know, at most 4096 characters as JSON">]>, undefined>;
            }, undefined>, undefined>;
            readonly joined_at: v.StringSchema<undefined>;
        }, undefined>;
    }, undefined>;
    readonly 'channel.created': v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly event: v.LiteralSchema<"channel.created", undefined>;
    }, undefined>;
    readonly 'channel.deleted': v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly event: v.LiteralSchema<"channel.deleted", undefined>;
    }, undefined>;
    readonly 'history.gap': v.LooseObjectSchema<{
        readonly room: v.StringSchema<undefined>;
        readonly channel: v.StringSchema<undefined>;
        readonly event: v.LiteralSchema<"history.gap", undefined>;
        readonly reason: v.StringSchema<undefined>;
        readonly since: v.LooseObjectSchema<{
            readonly epoch: v.StringSchema<undefined>;
            readonly seq: v.NumberSchema<undefined>;
        }, undefined>;
        readonly epoch: v.StringSchema<undefined>;
        readonly seq: v.NumberSchema<undefined>;
    }, undefined>;
    readonly 'server.draining': v.LooseObjectSchema<{
        readonly event: v.LiteralSchema<"server.draining", undefined>;
        readonly reconnect_within_ms: v.NumberSchema<undefined>;
    }, undefined>;
};
export type EventName = keyof typeof eventSchemas;
export type EventOf<N extends EventName> = v.InferOutput<(typeof eventSchemas)[N]>;
export type BusEvent = {
    [N in EventName]: EventOf<N>;
}[EventName];

// ---- dist/id.d.ts
import * as v from 'valibot';
export declare const messageIdSchema: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>">]>;
export declare function isMessageId(text: string): boolean;
export interface IdSource {
    now(): number;
    fillRandom(bytes: Uint8Array): void;
}
export declare function createIdGenerator(source?: IdSource): () => string;

// ---- dist/index.d.ts
export * from './close.js';
export * from './codec.js';
export * from './command.js';
export * from './commands/core.js';
export { type ChannelSummary, channelSchema, type Description, descriptionSchema, type Member, memberSchema, type Position, positionSchema, } from './commands/fields.js';
export * from './commands/history.js';
export * from './commands/index.js';
export * from './envelope.js';
export * from './errors.js';
export * from './events.js';
export * from './id.js';
export * from './json.js';
export * from './time.js';
export * from './topic.js';
export * from './validate.js';

// ---- dist/json.d.ts
export type Json = string | number | boolean | null | readonly Json[] | {
    readonly [key: string]: Json;
};
export type JsonObject = {
    readonly [key: string]: unknown;
};
export declare function isJsonObject(value: unknown): value is JsonObject;

// ---- dist/time.d.ts
export interface Instant {
    readonly epochSeconds: number;
    readonly nanos: number;
    readonly leap?: true;
}
export interface ParseTimeOptions {
    readonly assumeUtc?: boolean;
}
export declare function parseTime(text: string, options?: ParseTimeOptions): Instant | undefined;
export declare function compareTimes(a: Instant, b: Instant): -1 | 0 | 1;
export declare function compareTimestamps(a: string, b: string, options?: ParseTimeOptions): -1 | 0 | 1;
export declare function formatTime(instant: Instant): string;
export declare function toUtc(text: string): string | undefined;
export declare function nowTimestamp(nowMs: number): string;
export declare function toEpochMs(instant: Instant): number;

// ---- dist/topic.d.ts
import * as v from 'valibot';
export declare const nameSchema: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }">, v.TitleAction<string, "name">]>;
export declare const globSchema: v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RegexAction<string, "must be 1 to 128 characters without white space, control characters or any of : [ ] { }">, v.TitleAction<string, "glob">]>;
export declare function isName(text: string): boolean;
export declare function splitTopic(text: string): {
    room: string;
    channel: string;
} | undefined;
export declare function joinTopic(room: string, channel: string): string;
export declare function matchesGlob(glob: string, text: string): boolean;

// ---- dist/validate.d.ts
import * as v from 'valibot';
import { type ClientEnvelope, type ClientEnvelopeType, PROTOCOL_VERSION } from './envelope.js';
import { type ErrorDetail } from './errors.js';
import type { JsonObject } from './json.js';
export interface Stamp {
    id(): string;
    now(): string;
}
interface Accepted {
    readonly id: string;
    readonly version: typeof PROTOCOL_VERSION;
    readonly timestamp: string;
    readonly room?: string;
    readonly channel?: string;
}
type Dropped = 'sender' | 'from_client' | 'seq' | 'epoch';
type Accept<E> = E extends {
    type: 'command';
} ? Omit<E, keyof Accepted | Dropped | 'payload' | 'command' | 'args'> & Accepted & {
    command: string;
    args: JsonObject;
} : Omit<E, keyof Accepted | Dropped> & Accepted;
export type AcceptedEnvelope = ClientEnvelope extends infer E ? (E extends ClientEnvelope ? Accept<E> : never) : never;
export type Accepting<T extends ClientEnvelopeType> = Extract<AcceptedEnvelope, {
    type: T;
}>;
export declare function validateEnvelope(raw: JsonObject, stamp: Stamp): AcceptedEnvelope;
export declare function requestIdOf(raw: JsonObject | undefined): string | undefined;
export declare function toDetail(issue: v.BaseIssue<unknown>): ErrorDetail;
export {};
