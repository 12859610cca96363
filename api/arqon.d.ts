// What others compile against in arqon. Written by `pnpm generate`.
// "." is dist/index.d.ts

// ---- dist/failure.d.ts
import type { JsonObject } from '@arqonbus/protocol';
export declare const exitCodes: {
    readonly ok: 0;
    readonly failed: 1;
    readonly usage: 2;
    readonly unreachable: 3;
    readonly unauthenticated: 4;
    readonly timeout: 124;
    readonly interrupted: 130;
    readonly terminated: 143;
};
interface FailureOptions {
    readonly code?: string | undefined;
    readonly hint?: string | undefined;
    readonly details?: JsonObject | undefined;
    readonly cause?: unknown;
}
export declare class Failure extends Error {
    readonly name = "Failure";
    readonly exitCode: number;
    readonly code: string | undefined;
    readonly hint: string | undefined;
    readonly details: JsonObject;
    constructor(exitCode: number, message: string, { code, hint, details, cause }?: FailureOptions);
}
export declare function usage(message: string, options?: FailureOptions): Failure;
export declare class Ended extends Error {
    readonly exitCode: number;
    readonly name = "Ended";
    constructor(exitCode: number);
}
export declare function toFailure(thrown: unknown): Failure;
export declare function isAuthentication(closeCode: number | undefined): boolean;
export declare const WRONG_PORT = "Is this the WebSocket port of the bus? Name another with --ws-url";
export declare const hints: Readonly<Record<string, string>>;
export {};

// ---- dist/index.d.ts
export { exitCodes } from './failure.js';
export { run, type Surroundings } from './run.js';

// ---- dist/print.d.ts
import { styleText } from 'node:util';
import type { Failure } from './failure.js';
export interface Out {
    write(chunk: string | Uint8Array): unknown;
    readonly isTTY?: boolean | undefined;
    readonly columns?: number | undefined;
    hasColors?(): boolean;
}
export type Style = Parameters<typeof styleText>[0];
interface Streams {
    readonly stdout: Out;
    readonly stderr: Out;
}
export declare class Printer {
    #private;
    readonly json: boolean;
    constructor({ stdout, stderr }: Streams, env: NodeJS.ProcessEnv, 
    json: boolean);
    get isWatched(): boolean;
    line(text?: string): void;
    value(value: unknown): void;
    bytes(bytes: Uint8Array): void;
    note(text: string): void;
    warn(text: string): void;
    failure({ message, code, hint, details, exitCode }: Failure): void;
    style(style: Style, text: string): string;
}
export declare function printable(text: string): string;
export declare function jsonText(value: unknown, indent?: number): string;
export {};

// ---- dist/run.d.ts
import type { Readable } from 'node:stream';
import { type Out } from './print.js';
export interface Surroundings {
    readonly env: NodeJS.ProcessEnv;
    readonly stdin: Readable;
    readonly stdout: Out;
    readonly stderr: Out;
    readonly signal: AbortSignal;
}
export declare function run(argv: readonly string[], surroundings: Surroundings): Promise<number>;
