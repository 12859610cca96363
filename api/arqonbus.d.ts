// What others compile against in arqonbus. Written by `pnpm generate`.
// "." is dist/index.d.ts

// ---- dist/command-line.d.ts
import { type SettingName } from './settings/table.js';
declare const COMMANDS: readonly ['run', 'config', 'preflight'];
type CommandName = (typeof COMMANDS)[number];
export interface CommandLine {
    readonly command: CommandName;
    readonly help: boolean;
    readonly version: boolean;
    readonly json: boolean;
    readonly configFile: string | undefined;
    readonly flags: ReadonlyMap<SettingName, string | false>;
    readonly misunderstood: readonly string[];
}
export declare function readCommandLine(args: readonly string[]): CommandLine;
export declare function helpText(columns: number): Promise<string>;
export {};

// ---- dist/index.d.ts
export { type Options, parseOptions } from './options.js';
export { busOptions, compose, type Surroundings } from './parts.js';
export { type ConfigurationReference, describeConfiguration } from './reference.js';
export type { Environment, Origin } from './settings/sources.js';
export type { SettingName, SettingRow, Settings } from './settings/table.js';

// ---- dist/options.d.ts
import { type CommandLine } from './command-line.js';
import type { Problem } from './settings/problem.js';
import { type Environment, type Origin } from './settings/sources.js';
import { type SettingName, type Settings } from './settings/table.js';
export interface Options {
    readonly settings: Settings;
    readonly origins: ReadonlyMap<SettingName, Origin>;
    readonly warnings: readonly string[];
}
export interface Reading extends Options {
    readonly commandLine: CommandLine;
    readonly problems: readonly Problem[];
    readonly failed: ReadonlySet<SettingName>;
}
export declare function parseOptions(argv: readonly string[], env: Environment): Options;
export declare function readOptions(argv: readonly string[], env: Environment): Reading;

// ---- dist/parts.d.ts
import { type AuthOptions, type Bus, type BusOptions, type Clock } from '@arqonbus/server-core';
import type { Logger } from 'pino';
import { type Settings } from './settings/table.js';
export interface Surroundings {
    readonly logger?: Logger;
    readonly onShutdown?: (reason: 'shutdown' | 'restart') => void;
}
export declare function compose(settings: Settings, surroundings?: Surroundings): Bus;
export declare function busOptions(settings: Settings, surroundings?: Surroundings): BusOptions;
export declare function authOptions(settings: Settings, clock: Clock): AuthOptions;

// ---- dist/reference.d.ts
import { type SettingRow } from './settings/table.js';
export interface ConfigurationReference {
    readonly groups: readonly {
        readonly name: string;
        readonly settings: readonly SettingRow[];
    }[];
    readonly rules: readonly string[];
    readonly later: readonly {
        readonly names: readonly string[];
        readonly part: string;
    }[];
}
export declare function describeConfiguration(): ConfigurationReference;

// ---- dist/settings/problem.d.ts
export interface Problem {
    readonly setting: string;
    readonly message: string;
}

// ---- dist/settings/setting.d.ts
import * as v from 'valibot';
export declare const groups: readonly ['Listening', 'Who may come in', 'Channels and history', 'Limits', 'Rate limits', 'Operation'];
export type Facts = {
    readonly variable: `ARQONBUS_${string}`;
    readonly group: (typeof groups)[number];
    readonly help: string;
    readonly secret?: boolean;
    readonly bytes?: boolean;
    readonly otherwise?: string;
};
export declare function setting<S extends v.GenericSchema>(schema: S, facts: Facts): v.SchemaWithPipe<readonly [S, v.MetadataAction<v.InferOutput<S>, Facts>]>;
export declare function flagOf(variable: string): string;
export declare function variableOfFlag(flag: string): string;

// ---- dist/settings/sources.d.ts
import type { CommandLine } from '../command-line.js';
import type { Problem } from './problem.js';
import { type SettingName } from './table.js';
export type Environment = Readonly<Record<string, string | undefined>>;
export type Origin = 'flag' | 'environment' | 'file' | 'default';
export interface Given {
    readonly value: unknown;
    readonly origin: Exclude<Origin, 'default'>;
    readonly where: string;
}
export interface Sources {
    readonly given: ReadonlyMap<SettingName, Given>;
    readonly problems: readonly Problem[];
    readonly warnings: readonly string[];
}
export declare const SKIP_VALIDATION_VARIABLE = "JWT_SKIP_VALIDATION";
export declare function readSources(line: CommandLine, env: Environment): Sources;

// ---- dist/settings/table.d.ts
import * as v from 'valibot';
import { type Facts } from './setting.js';
declare const shape: v.ObjectSchema<{
    readonly enableAuth: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly authJwtAlgorithm: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.ArraySchema<v.StringSchema<string>, undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, string[]>, v.TransformAction<string[], string[]>]>], string>, v.CheckAction<string[], string>, v.TransformAction<string[], readonly ("ES256" | "EdDSA" | "HS256" | "RS256")[]>]>, readonly ["HS256"]>, v.MetadataAction<readonly ("ES256" | "EdDSA" | "HS256" | "RS256")[], Facts>]>;
    readonly authJwtSecret: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authJwtSecretPrevious: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authJwtPublicKeyFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authJwksUrl: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.CheckAction<string, "an http or https URL without user and password">]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authIssuer: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authAudience: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly anonymousRole: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "admin" | "operator" | "user" | undefined>, v.PicklistSchema<readonly ("admin" | "operator" | "user")[], string>]>, "user">, v.MetadataAction<"admin" | "operator" | "user", Facts>]>;
    readonly adminApiKey: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly storageBackend: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "memory" | "postgres" | "valkey" | undefined>, v.PicklistSchema<readonly ("memory" | "postgres" | "valkey")[], string>]>, "memory">, v.MetadataAction<"memory" | "postgres" | "valkey", Facts>]>;
    readonly storageMode: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "degraded" | "strict" | undefined>, v.PicklistSchema<readonly ("degraded" | "strict")[], string>]>, "degraded">, v.MetadataAction<"degraded" | "strict", Facts>]>;
    readonly enablePersistence: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, true>, v.MetadataAction<boolean, Facts>]>;
    readonly maxHistorySize: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10000>, v.MetadataAction<number, Facts>]>;
    readonly historyMaxAgeSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 86400>, v.MetadataAction<number, Facts>]>;
    readonly autoCreateChannels: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, true>, v.MetadataAction<boolean, Facts>]>;
    readonly maxChannelsPerTenant: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10000>, v.MetadataAction<number, Facts>]>;
    readonly deduplicationWindowSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 120>, v.MetadataAction<number, Facts>]>;
    readonly deduplicationMaxIds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 100000>, v.MetadataAction<number, Facts>]>;
    readonly maxConnections: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10000>, v.MetadataAction<number, Facts>]>;
    readonly maxMessageSize: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.NumberSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.RegexAction<string, string>, v.TransformAction<string, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, number>, v.MetadataAction<number, Facts>]>;
    readonly compression: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly outboundQueueBytes: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.NumberSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.RegexAction<string, string>, v.TransformAction<string, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, number>, v.MetadataAction<number, Facts>]>;
    readonly slowConsumerPolicy: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "disconnect" | "drop_oldest" | undefined>, v.PicklistSchema<readonly ("disconnect" | "drop_oldest")[], string>]>, "disconnect">, v.MetadataAction<"disconnect" | "drop_oldest", Facts>]>;
    readonly pingIntervalSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 20>, v.MetadataAction<number, Facts>]>;
    readonly pingTimeoutSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10>, v.MetadataAction<number, Facts>]>;
    readonly rateLimitMessagesPerSecond: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>, v.MetadataAction<number | undefined, Facts>]>;
    readonly rateLimitCommandsPerSecond: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>, v.MetadataAction<number | undefined, Facts>]>;
    readonly rateLimitConnectionsPerMinute: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>, v.MetadataAction<number | undefined, Facts>]>;
    readonly serverHost: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.TransformAction<string, string>, v.CheckAction<string, "a host name or an IP address">]>, "127.0.0.1">, v.MetadataAction<string, Facts>]>;
    readonly serverPort: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, "a port from 0 to 65535 (0: any free one)">, v.MinValueAction<number, 0, "a port from 0 to 65535 (0: any free one)">, v.MaxValueAction<number, 65535, "a port from 0 to 65535 (0: any free one)">]>, 9100>, v.MetadataAction<number, Facts>]>;
    readonly httpHost: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.TransformAction<string, string>, v.CheckAction<string, "a host name or an IP address">]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly httpPort: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, "a port from 0 to 65535 (0: any free one)">, v.MinValueAction<number, 0, "a port from 0 to 65535 (0: any free one)">, v.MaxValueAction<number, 65535, "a port from 0 to 65535 (0: any free one)">]>, 8080>, v.MetadataAction<number, Facts>]>;
    readonly tlsCertFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly tlsKeyFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly tlsClientCaFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly allowedOrigins: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.ArraySchema<v.StringSchema<string>, undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, string[]>, v.TransformAction<string[], string[]>]>], string>, v.CheckAction<string[], string>, v.TransformAction<string[], readonly string[]>]>, readonly ["loopback"]>, v.MetadataAction<readonly string[], Facts>]>;
    readonly trustedProxies: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.ArraySchema<v.StringSchema<string>, undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, string[]>, v.TransformAction<string[], string[]>]>], string>, v.CheckAction<string[], string>, v.TransformAction<string[], readonly string[]>]>, readonly []>, v.MetadataAction<readonly string[], Facts>]>;
    readonly allowInsecure: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly environment: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "dev" | "prod" | "staging" | undefined>, v.PicklistSchema<readonly ("dev" | "prod" | "staging")[], string>]>, "dev">, v.MetadataAction<"dev" | "prod" | "staging", Facts>]>;
    readonly preflightStrict: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly requireDualDataStack: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, undefined>, v.MetadataAction<boolean | undefined, Facts>]>;
    readonly nodeId: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.RegexAction<string, "1 to 64 letters, digits or any of . _ -">]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly drainSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 15>, v.MetadataAction<number, Facts>]>;
    readonly logLevel: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn" | undefined>, v.PicklistSchema<readonly ("debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn")[], string>]>, "info">, v.MetadataAction<"debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn", Facts>]>;
    readonly logFormat: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "json" | "pretty" | undefined>, v.PicklistSchema<readonly ("json" | "pretty")[], string>]>, undefined>, v.MetadataAction<"json" | "pretty" | undefined, Facts>]>;
}, undefined>;
export type SettingName = keyof typeof shape.entries;
export interface SettingRow extends Facts {
    readonly name: SettingName;
    readonly flag: string;
    readonly wants: string;
    readonly shownDefault: string;
}
export declare const settingRows: readonly SettingRow[];
export declare function variableOf(name: SettingName): string;
export declare const settingsSchema: v.SchemaWithPipe<readonly [v.ObjectSchema<{
    readonly enableAuth: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly authJwtAlgorithm: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.ArraySchema<v.StringSchema<string>, undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, string[]>, v.TransformAction<string[], string[]>]>], string>, v.CheckAction<string[], string>, v.TransformAction<string[], readonly ("ES256" | "EdDSA" | "HS256" | "RS256")[]>]>, readonly ["HS256"]>, v.MetadataAction<readonly ("ES256" | "EdDSA" | "HS256" | "RS256")[], Facts>]>;
    readonly authJwtSecret: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authJwtSecretPrevious: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authJwtPublicKeyFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authJwksUrl: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.CheckAction<string, "an http or https URL without user and password">]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authIssuer: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly authAudience: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly anonymousRole: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "admin" | "operator" | "user" | undefined>, v.PicklistSchema<readonly ("admin" | "operator" | "user")[], string>]>, "user">, v.MetadataAction<"admin" | "operator" | "user", Facts>]>;
    readonly adminApiKey: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly storageBackend: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "memory" | "postgres" | "valkey" | undefined>, v.PicklistSchema<readonly ("memory" | "postgres" | "valkey")[], string>]>, "memory">, v.MetadataAction<"memory" | "postgres" | "valkey", Facts>]>;
    readonly storageMode: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "degraded" | "strict" | undefined>, v.PicklistSchema<readonly ("degraded" | "strict")[], string>]>, "degraded">, v.MetadataAction<"degraded" | "strict", Facts>]>;
    readonly enablePersistence: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, true>, v.MetadataAction<boolean, Facts>]>;
    readonly maxHistorySize: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10000>, v.MetadataAction<number, Facts>]>;
    readonly historyMaxAgeSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 86400>, v.MetadataAction<number, Facts>]>;
    readonly autoCreateChannels: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, true>, v.MetadataAction<boolean, Facts>]>;
    readonly maxChannelsPerTenant: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10000>, v.MetadataAction<number, Facts>]>;
    readonly deduplicationWindowSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 120>, v.MetadataAction<number, Facts>]>;
    readonly deduplicationMaxIds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 100000>, v.MetadataAction<number, Facts>]>;
    readonly maxConnections: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10000>, v.MetadataAction<number, Facts>]>;
    readonly maxMessageSize: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.NumberSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.RegexAction<string, string>, v.TransformAction<string, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, number>, v.MetadataAction<number, Facts>]>;
    readonly compression: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly outboundQueueBytes: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.NumberSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.RegexAction<string, string>, v.TransformAction<string, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, number>, v.MetadataAction<number, Facts>]>;
    readonly slowConsumerPolicy: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "disconnect" | "drop_oldest" | undefined>, v.PicklistSchema<readonly ("disconnect" | "drop_oldest")[], string>]>, "disconnect">, v.MetadataAction<"disconnect" | "drop_oldest", Facts>]>;
    readonly pingIntervalSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 20>, v.MetadataAction<number, Facts>]>;
    readonly pingTimeoutSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 10>, v.MetadataAction<number, Facts>]>;
    readonly rateLimitMessagesPerSecond: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>, v.MetadataAction<number | undefined, Facts>]>;
    readonly rateLimitCommandsPerSecond: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>, v.MetadataAction<number | undefined, Facts>]>;
    readonly rateLimitConnectionsPerMinute: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, undefined>, v.MetadataAction<number | undefined, Facts>]>;
    readonly serverHost: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.TransformAction<string, string>, v.CheckAction<string, "a host name or an IP address">]>, "127.0.0.1">, v.MetadataAction<string, Facts>]>;
    readonly serverPort: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, "a port from 0 to 65535 (0: any free one)">, v.MinValueAction<number, 0, "a port from 0 to 65535 (0: any free one)">, v.MaxValueAction<number, 65535, "a port from 0 to 65535 (0: any free one)">]>, 9100>, v.MetadataAction<number, Facts>]>;
    readonly httpHost: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.TransformAction<string, string>, v.CheckAction<string, "a host name or an IP address">]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly httpPort: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.IntegerAction<number, "a port from 0 to 65535 (0: any free one)">, v.MinValueAction<number, 0, "a port from 0 to 65535 (0: any free one)">, v.MaxValueAction<number, 65535, "a port from 0 to 65535 (0: any free one)">]>, 8080>, v.MetadataAction<number, Facts>]>;
    readonly tlsCertFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly tlsKeyFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly tlsClientCaFile: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly allowedOrigins: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.ArraySchema<v.StringSchema<string>, undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, string[]>, v.TransformAction<string[], string[]>]>], string>, v.CheckAction<string[], string>, v.TransformAction<string[], readonly string[]>]>, readonly ["loopback"]>, v.MetadataAction<readonly string[], Facts>]>;
    readonly trustedProxies: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.ArraySchema<v.StringSchema<string>, undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, string[]>, v.TransformAction<string[], string[]>]>], string>, v.CheckAction<string[], string>, v.TransformAction<string[], readonly string[]>]>, readonly []>, v.MetadataAction<readonly string[], Facts>]>;
    readonly allowInsecure: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly environment: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "dev" | "prod" | "staging" | undefined>, v.PicklistSchema<readonly ("dev" | "prod" | "staging")[], string>]>, "dev">, v.MetadataAction<"dev" | "prod" | "staging", Facts>]>;
    readonly preflightStrict: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, false>, v.MetadataAction<boolean, Facts>]>;
    readonly requireDualDataStack: v.SchemaWithPipe<readonly [v.OptionalSchema<v.UnionSchema<[v.BooleanSchema<undefined>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TransformAction<string, boolean | undefined>, v.BooleanSchema<"true or false (also 1, yes, on, 0, no, off)">]>], "true or false (also 1, yes, on, 0, no, off)">, undefined>, v.MetadataAction<boolean | undefined, Facts>]>;
    readonly nodeId: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TrimAction, v.NonEmptyAction<string, string>, v.MaxLengthAction<string, 4096, string>]>, v.RegexAction<string, "1 to 64 letters, digits or any of . _ -">]>, undefined>, v.MetadataAction<string | undefined, Facts>]>;
    readonly drainSeconds: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.UnionSchema<[v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.FiniteAction<number, undefined>]>, v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.TrimAction, v.RegexAction<string, string>, v.TransformAction<any, number>]>], string>, v.MinValueAction<number, number, string>, v.MaxValueAction<number, number, string>]>, 15>, v.MetadataAction<number, Facts>]>;
    readonly logLevel: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn" | undefined>, v.PicklistSchema<readonly ("debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn")[], string>]>, "info">, v.MetadataAction<"debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn", Facts>]>;
    readonly logFormat: v.SchemaWithPipe<readonly [v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<string>, v.TransformAction<string, "json" | "pretty" | undefined>, v.PicklistSchema<readonly ("json" | "pretty")[], string>]>, undefined>, v.MetadataAction<"json" | "pretty" | undefined, Facts>]>;
}, undefined>, v.TransformAction<{
    enableAuth: boolean;
    authJwtAlgorithm: readonly ("ES256" | "EdDSA" | "HS256" | "RS256")[];
    authJwtSecret?: string | undefined;
    authJwtSecretPrevious?: string | undefined;
    authJwtPublicKeyFile?: string | undefined;
    authJwksUrl?: string | undefined;
    authIssuer?: string | undefined;
    authAudience?: string | undefined;
    anonymousRole: "admin" | "operator" | "user";
    adminApiKey?: string | undefined;
    storageBackend: "memory" | "postgres" | "valkey";
    storageMode: "degraded" | "strict";
    enablePersistence: boolean;
    maxHistorySize: number;
    historyMaxAgeSeconds: number;
    autoCreateChannels: boolean;
    maxChannelsPerTenant: number;
    deduplicationWindowSeconds: number;
    deduplicationMaxIds: number;
    maxConnections: number;
    maxMessageSize: number;
    compression: boolean;
    outboundQueueBytes: number;
    slowConsumerPolicy: "disconnect" | "drop_oldest";
    pingIntervalSeconds: number;
    pingTimeoutSeconds: number;
    rateLimitMessagesPerSecond?: number | undefined;
    rateLimitCommandsPerSecond?: number | undefined;
    rateLimitConnectionsPerMinute?: number | undefined;
    serverHost: string;
    serverPort: number;
    httpHost?: string | undefined;
    httpPort: number;
    tlsCertFile?: string | undefined;
    tlsKeyFile?: string | undefined;
    tlsClientCaFile?: string | undefined;
    allowedOrigins: readonly string[];
    trustedProxies: readonly string[];
    allowInsecure: boolean;
    environment: "dev" | "prod" | "staging";
    preflightStrict: boolean;
    requireDualDataStack?: boolean | undefined;
    nodeId?: string | undefined;
    drainSeconds: number;
    logLevel: "debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn";
    logFormat?: "json" | "pretty" | undefined;
}, {
    enableAuth: boolean;
    authJwtAlgorithm: readonly ("ES256" | "EdDSA" | "HS256" | "RS256")[];
    authJwtSecret?: string | undefined;
    authJwtSecretPrevious?: string | undefined;
    authJwtPublicKeyFile?: string | undefined;
    authJwksUrl?: string | undefined;
    authIssuer?: string | undefined;
    authAudience?: string | undefined;
    anonymousRole: "admin" | "operator" | "user";
    adminApiKey?: string | undefined;
    storageBackend: "memory" | "postgres" | "valkey";
    storageMode: "degraded" | "strict";
    enablePersistence: boolean;
    maxHistorySize: number;
    historyMaxAgeSeconds: number;
    autoCreateChannels: boolean;
    maxChannelsPerTenant: number;
    deduplicationWindowSeconds: number;
    deduplicationMaxIds: number;
    maxConnections: number;
    maxMessageSize: number;
    compression: boolean;
    outboundQueueBytes: number;
    slowConsumerPolicy: "disconnect" | "drop_oldest";
    pingIntervalSeconds: number;
    pingTimeoutSeconds: number;
    serverHost: string;
    serverPort: number;
    httpPort: number;
    tlsCertFile?: string | undefined;
    tlsKeyFile?: string | undefined;
    tlsClientCaFile?: string | undefined;
    allowedOrigins: readonly string[];
    trustedProxies: readonly string[];
    allowInsecure: boolean;
    environment: "dev" | "prod" | "staging";
    preflightStrict: boolean;
    nodeId?: string | undefined;
    drainSeconds: number;
    logLevel: "debug" | "error" | "fatal" | "info" | "silent" | "trace" | "warn";
    httpHost: string;
    logFormat: "json" | "pretty";
    requireDualDataStack: boolean;
    rateLimitMessagesPerSecond: number;
    rateLimitCommandsPerSecond: number;
    rateLimitConnectionsPerMinute: number;
}>]>;
export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>;
export {};
