// What others compile against in @arqonbus/server-core. Written by `pnpm generate`.
// "." is dist/index.d.ts
// "./testing" is dist/testing/index.d.ts

// ---- dist/auth.d.ts
import { type AuthOptions } from './auth/options.js';
import type { Authenticator, Identity } from './identity.js';
export type { AuthOptions } from './auth/options.js';
export declare function createAuthenticator(options: AuthOptions): Authenticator;
export declare function refreshedIdentity(old: Identity, fresh: Identity): Identity;

// ---- dist/auth/keys.d.ts
import { type KeyObject } from 'node:crypto';
import type { CryptoKey } from 'jose';
export declare const algorithms: readonly ['HS256', 'RS256', 'ES256', 'EdDSA'];
export type Algorithm = (typeof algorithms)[number];
export interface KeySource {
    keys(algorithm: Algorithm, kid: string | undefined): Promise<readonly (CryptoKey | KeyObject)[]>;
    close(): void;
}
export interface PublicKey {
    readonly algorithm: Algorithm;
    readonly kid: string | undefined;
    readonly key: KeyObject;
}
export declare function secretSource(secrets: readonly string[]): KeySource;
export declare function publicKeySource(known: readonly PublicKey[]): KeySource;
export declare function readPublicKeys(text: string): readonly PublicKey[];

// ---- dist/auth/options.d.ts
import * as v from 'valibot';
import type { Clock } from '../clock.js';
import { type Algorithm } from './keys.js';
export interface AuthOptions {
    readonly algorithms: readonly Algorithm[];
    readonly secrets?: readonly string[] | undefined;
    readonly publicKeyPem?: string | undefined;
    readonly jwksUrl?: string | undefined;
    readonly issuer?: string | undefined;
    readonly audience?: string | undefined;
    readonly clockToleranceSeconds?: number | undefined;
    readonly requireExpiry?: boolean | undefined;
    readonly clock: Clock;
}
declare const optionsSchema: v.ObjectSchema<{
    readonly algorithms: v.SchemaWithPipe<readonly [v.ArraySchema<v.PicklistSchema<readonly ["HS256", "RS256", "ES256", "EdDSA"], `must be one of ${string}`>, "must be a list">, v.NonEmptyAction<("ES256" | "EdDSA" | "HS256" | "RS256")[], "must name at least one algorithm">]>;
    readonly secrets: v.OptionalSchema<v.ArraySchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.NonEmptyAction<string, "must not be empty">]>, "must be a list">, readonly []>;
    readonly publicKeyPem: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.RawTransformAction<string, readonly import("./keys.js").PublicKey[]>]>, undefined>;
    readonly jwksUrl: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.CheckAction<string, "must be an http or https URL without user and password">, v.TransformAction<string, import("url").URL>]>, undefined>;
    readonly issuer: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.NonEmptyAction<string, "must not be empty">]>, undefined>;
    readonly audience: v.OptionalSchema<v.SchemaWithPipe<readonly [v.StringSchema<"must be a string">, v.NonEmptyAction<string, "must not be empty">]>, undefined>;
    readonly clockToleranceSeconds: v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<"must be a number">, v.MinValueAction<number, 0, "must be at least 0">, v.MaxValueAction<number, 300, "must be at most 300">]>, 5>;
    readonly requireExpiry: v.OptionalSchema<v.BooleanSchema<"must be true or false">, false>;
}, undefined>;
export type CheckedOptions = v.InferOutput<typeof optionsSchema>;
export declare function checkOptions(options: AuthOptions): CheckedOptions;
export {};

// ---- dist/bus.d.ts
import type { BusState, Core } from './core.js';
import type { BusOptions, TlsOptions } from './options.js';
export interface Listening {
    readonly ws: {
        readonly url: string;
        readonly port: number;
    };
    readonly http: {
        readonly url: string;
        readonly port: number;
    } | null;
}
export interface Bus {
    readonly state: BusState;
    start(): Promise<Listening>;
    drain(): Promise<void>;
    stop(): Promise<void>;
    reloadTls(tls: TlsOptions): void;
}
export declare function createBus(options: BusOptions): Bus;
export declare function createCore(options: BusOptions): Core;
export declare function randomNodeId(): string;

// ---- dist/clock.d.ts
export interface Timer {
    stop(): void;
}
export interface Clock {
    now(): number;
    monotonic(): number;
    random(): number;
    after(ms: number, task: () => void): Timer;
    every(ms: number, task: () => void): Timer;
}
export declare const systemClock: Clock;

// ---- dist/commands/schema.d.ts
import { type Contract, type JsonObject } from '@arqonbus/protocol';
export declare function toArgsSchema(contract: Pick<Contract, 'args'>): JsonObject;

// ---- dist/core.d.ts
import type { Stamp } from '@arqonbus/protocol';
import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Tick } from './gateway/tick.js';
import type { Identity } from './identity.js';
import type { Limiter } from './limiter.js';
import type { Metrics } from './observe/metrics.js';
import type { BusOptions } from './options.js';
import type { MessageLog } from './ports.js';
import type { Presence } from './presence.js';
import type { Registry } from './registry.js';
import type { Rooms } from './rooms.js';
import type { Sessions } from './sessions.js';
import type { Appender } from './stages/append.js';
import type { Traffic } from './traffic.js';
export type BusState = 'new' | 'running' | 'draining' | 'stopped';
export interface Core {
    state: BusState;
    readonly options: BusOptions;
    readonly anonymous: Identity;
    readonly startedAt: number;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly metrics: Metrics;
    readonly traffic: Traffic;
    readonly stamp: Stamp;
    readonly tick: Tick;
    readonly sessions: Sessions;
    readonly rooms: Rooms;
    readonly presence: Presence;
    readonly log: MessageLog;
    readonly registry: Registry;
    readonly appender: Appender;
    readonly limits: {
        readonly messages: Limiter;
        readonly commands: Limiter;
        readonly connections: Limiter;
    };
}

// ---- dist/defaults.d.ts
import type { BusOptions } from './options.js';
export declare function defaultBusOptions(): Omit<BusOptions, 'logger' | 'nodeId' | 'version'>;

// ---- dist/gateway/frame.d.ts
export declare class Frame {
    #private;
    private readonly texts;
    readonly lossy: boolean;
    readonly bytes: Buffer;
    constructor(texts: readonly string[], 
    lossy: boolean);
    get messages(): number;
    get compressed(): Buffer;
}
export declare function frameTexts(texts: readonly string[], lossy?: boolean): Frame;
export declare function frameChunks(messages: readonly {
    readonly text: string;
}[], lossy: boolean): readonly Frame[];

// ---- dist/gateway/tick.d.ts
export interface Flushable {
    flush(): void;
}
export declare class Tick {
    #private;
    mark(flushable: Flushable): void;
    flush(): void;
}

// ---- dist/identity.d.ts
import { type Action } from '@arqonbus/protocol';
export declare const DEFAULT_TENANT = "default";
export declare const ANONYMOUS = "anonymous";
export declare const EVERY_TENANT = "*";
export type Role = 'user' | 'admin' | 'operator';
export interface Grant {
    readonly room: string;
    readonly channel: string;
    readonly actions: readonly Action[];
}
export interface Identity {
    readonly subject: string;
    readonly tenant: string;
    readonly role: Role;
    readonly permissions: readonly Grant[] | null;
    readonly expiresAt: number | null;
}
export interface Authenticator {
    authenticate(token: string): Promise<Identity>;
    close(): void;
}
export declare function allows(identity: Identity, action: Action, room?: string, channel?: string): boolean;
export declare function ownTenant({ tenant }: Identity): string;

// ---- dist/index.d.ts
export { type AuthOptions, createAuthenticator } from './auth.js';
export { type Bus, createBus, type Listening, randomNodeId } from './bus.js';
export { type Clock, systemClock, type Timer } from './clock.js';
export { toArgsSchema } from './commands/schema.js';
export type { BusState } from './core.js';
export { defaultBusOptions } from './defaults.js';
export type { Authenticator, Grant, Identity, Role } from './identity.js';
export { createMemoryLog, type MemoryLogOptions } from './memory/log.js';
export { createLogger, type LogOptions } from './observe/log.js';
export type { BusOptions, RateLimits, SlowConsumerPolicy, TlsOptions } from './options.js';
export type { Appended, Bounds, LogCapabilities, MessageLog, Missed, NewMessage, ReadPage, ReadQuery, Retention, StoredMessage, StreamName, } from './ports.js';

// ---- dist/limiter.d.ts
import type { Clock } from './clock.js';
export declare class Limiter {
    #private;
    private readonly perSecond;
    private readonly clock;
    constructor(perSecond: number, burst: number, clock: Clock);
    get isOn(): boolean;
    take(key: string): void;
}
export declare class MinuteCounter {
    #private;
    private readonly clock;
    constructor(most: number, clock: Clock);
    hit(): boolean;
}

// ---- dist/memory/deduplication.d.ts
export interface Remembered {
    readonly seq: number;
    readonly stored: boolean;
    readonly at: number;
}
export interface DeduplicationBounds {
    readonly windowMs: number;
    readonly maxIds: number;
}
export declare class Deduplication {
    #private;
    private readonly bounds;
    constructor(bounds: DeduplicationBounds, now: number);
    find(life: object, id: string, now: number): Remembered | undefined;
    remember(life: object, id: string, came: Remembered): void;
    forget(life: object): void;
    prune(now: number): boolean;
}

// ---- dist/memory/log.d.ts
import type { Clock } from '../clock.js';
import type { MessageLog } from '../ports.js';
import { type DeduplicationBounds } from './deduplication.js';
export interface MemoryLogOptions {
    readonly clock: Clock;
    readonly deduplication: DeduplicationBounds;
    readonly keep: boolean;
    readonly maxAgeMs: number;
}
export declare function createMemoryLog(options: MemoryLogOptions): MessageLog;

// ---- dist/observe/log.d.ts
import { type DestinationStream, type Logger } from 'pino';
export interface LogOptions {
    readonly level: string;
    readonly destination?: DestinationStream | undefined;
}
export declare function createLogger(options: LogOptions): Logger;
export interface ErrorDescription {
    readonly type: string;
    readonly code?: string;
    readonly message: string;
    readonly stack?: string;
    readonly cause?: ErrorDescription;
}
export declare function describeError(thrown: unknown, depth?: number): ErrorDescription;

// ---- dist/observe/metrics.d.ts
import type { ErrorCode } from '@arqonbus/protocol';
interface Levels {
    readonly connections: number;
    readonly rooms: number;
    readonly channels: number;
    readonly historyMessages: number;
}
interface MetricsSnapshot {
    readonly connections: {
        current: number;
        opened: number;
        refused: number;
        closed: number;
    };
    readonly messages: {
        received: number;
        published: number;
        delivered: number;
        duplicates: number;
    };
    readonly bytes: {
        received: number;
        sent: number;
    };
    readonly commands: {
        total: number;
        failed: number;
    };
    readonly errors: Readonly<Record<string, number>>;
    readonly delivery: {
        slow_consumers: number;
        dropped_frames: number;
        recovered: number;
        gaps: number;
    };
    readonly http: {
        requests: number;
        errors: number;
    };
    readonly rooms: number;
    readonly channels: number;
    readonly history_messages: number;
}
export interface Metrics extends Counts {
    connectionsRefused(reason: string): void;
    connectionClosed(code: number): void;
    refused(code: ErrorCode): void;
    commandRan(name: string, outcome: 'success' | ErrorCode, ms: number): void;
    appendMs(ms: number): void;
    httpRequest(route: string, method: string, status: number, ms: number): void;
    httpError(route: string, code: ErrorCode): void;
    observeGauges(read: () => Levels | Promise<Levels>): void;
    readonly contentType: string;
    text(): Promise<string>;
    snapshot(): Promise<MetricsSnapshot>;
    close(): void;
}
interface Counts {
    connectionsOpened: number;
    messagesReceived: number;
    messagesPublished: number;
    messagesDelivered: number;
    bytesReceived: number;
    bytesSent: number;
    slowConsumers: number;
    droppedFrames: number;
    recovered: number;
    gaps: number;
    duplicates: number;
}
export declare function createMetrics(): Metrics;
export {};

// ---- dist/options.d.ts
import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Authenticator, Role } from './identity.js';
import type { MessageLog } from './ports.js';
export type SlowConsumerPolicy = 'disconnect' | 'drop_oldest';
export interface TlsOptions {
    readonly cert: string;
    readonly key: string;
    readonly clientCa?: string | undefined;
}
export interface RateLimits {
    readonly messagesPerSecond: number;
    readonly commandsPerSecond: number;
    readonly connectionsPerMinute: number;
}
export interface BusOptions {
    readonly listen: {
        readonly host: string;
        readonly port: number;
        readonly tls?: TlsOptions | undefined;
    };
    readonly http?: {
        readonly host: string;
        readonly port: number;
        readonly adminApiKey?: string | undefined;
    } | undefined;
    readonly authenticator?: Authenticator | undefined;
    readonly anonymousRole: Role;
    readonly allowedOrigins: readonly string[];
    readonly trustedProxies: readonly string[];
    readonly maxConnections: number;
    readonly maxMessageSize: number;
    readonly compression: boolean;
    readonly outboundQueueBytes: number;
    readonly slowConsumerPolicy: SlowConsumerPolicy;
    readonly pingIntervalMs: number;
    readonly pingTimeoutMs: number;
    readonly drainMs: number;
    readonly rateLimits: RateLimits;
    readonly autoCreateChannels: boolean;
    readonly maxChannelsPerTenant: number;
    readonly persistence: boolean;
    readonly maxHistorySize: number;
    readonly historyMaxAgeMs: number;
    readonly deduplicationWindowMs: number;
    readonly deduplicationMaxIds: number;
    readonly nodeId: string;
    readonly version: string;
    readonly build?: string | undefined;
    readonly shownConfig?: Readonly<Record<string, unknown>> | undefined;
    readonly onShutdown?: ((reason: 'shutdown' | 'restart') => void) | undefined;
    readonly logger: Logger;
    readonly clock: Clock;
    readonly log?: MessageLog | undefined;
}

// ---- dist/outgoing.d.ts
import type { BusError } from '@arqonbus/protocol';
import type { Appended, NewMessage } from './ports.js';
import type { Channel } from './rooms.js';
import type { Session } from './session.js';
export interface Draft extends NewMessage {
    readonly session: Session;
    readonly stream: Channel;
}
export declare class Outgoing {
    readonly draft: Draft;
    readonly result: Appended | BusError;
    delivered: number;
    constructor(draft: Draft, result: Appended | BusError);
    get seq(): number;
    get text(): string;
}

// ---- dist/ports.d.ts
import type { BusError, Position } from '@arqonbus/protocol';
export interface StreamName {
    readonly tenant: string;
    readonly room: string;
    readonly channel: string;
}
export interface Retention {
    readonly maxMessages: number;
    readonly maxAgeMs: number;
}
export interface NewMessage {
    readonly stream: StreamName;
    readonly id: string;
    readonly text: string;
    readonly retention: Retention;
}
export interface Appended extends Position {
    readonly duplicate: boolean;
    readonly stored: boolean;
}
export interface StoredMessage extends Position {
    readonly stream: StreamName;
    readonly id: string;
    readonly storedAt: number;
    readonly text: string;
}
export interface Bounds {
    readonly limit: number;
    readonly maxCharacters?: number | undefined;
}
export interface ReadQuery extends Bounds {
    readonly tenant: string;
    readonly room?: string | undefined;
    readonly channel?: string | undefined;
    readonly afterSeq?: number | undefined;
    readonly since?: number | undefined;
    readonly until?: number | undefined;
    readonly order: 'newest-first' | 'oldest-first';
    readonly cursor?: string | undefined;
}
export interface ReadPage {
    readonly messages: readonly StoredMessage[];
    readonly cursor: string | null;
}
export interface Missed {
    readonly messages: readonly StoredMessage[];
    readonly more: boolean;
}
export interface LogCapabilities {
    readonly backend: string;
    readonly durable: boolean;
}
export interface MessageLog {
    readonly capabilities: LogCapabilities;
    append(messages: readonly NewMessage[]): Promise<readonly (Appended | BusError)[]>;
    position(stream: StreamName): Promise<Position>;
    readAfter(stream: StreamName, position: Position, bounds: Bounds): Promise<Missed | undefined>;
    read(query: ReadQuery): Promise<ReadPage>;
    remove(stream: StreamName): Promise<void>;
    count(tenant?: string): Promise<{
        readonly streams: number;
        readonly messages: number;
    }>;
    prune(): Promise<void>;
    close(): Promise<void>;
}

// ---- dist/presence.d.ts
import type { Member, Stamp } from '@arqonbus/protocol';
import type { Flushable, Tick } from './gateway/tick.js';
import type { Channel, Membership, Rooms } from './rooms.js';
export declare function toMember({ session, joinedAt }: Membership): Member;
export declare class Presence implements Flushable {
    #private;
    private readonly rooms;
    private readonly tick;
    private readonly stamp;
    constructor(rooms: Rooms, tick: Tick, stamp: Stamp);
    join(membership: Membership): void;
    leave(membership: Membership): void;
    tellRoom({ tenant, room, channel }: Channel, event: 'channel.created' | 'channel.deleted'): void;
    flush(): void;
}

// ---- dist/registry.d.ts
import { type Accepting, type Contract, type Contracts, type DataOf, type ParsedArgsOf } from '@arqonbus/protocol';
import type { Core } from './core.js';
import type { Session } from './session.js';
export interface Call {
    readonly core: Core;
    readonly session: Session;
    readonly id: string;
    afterReply(task: () => void): void;
}
type Handler<C extends Contract> = (call: Call, args: ParsedArgsOf<C>) => DataOf<C> | Promise<DataOf<C>>;
export type Handlers<T extends Contracts> = {
    readonly [K in keyof T]: Handler<T[K]>;
};
export interface Bound {
    readonly contract: Contract;
    run(call: Call, args: unknown): unknown;
}
export declare function bind<T extends Contracts>(contracts: T, handlers: Handlers<T>): readonly Bound[];
export interface Request {
    readonly id: string;
    readonly bound: Bound;
    readonly args: unknown;
    readonly room?: string | undefined;
    readonly channel?: string | undefined;
}
export declare class Registry {
    #private;
    constructor(bound: readonly Bound[], declared: Contracts);
    get contracts(): readonly Contract[];
    resolve(envelope: Accepting<'command'>): Request;
}
export {};

// ---- dist/rooms.d.ts
import type { Retention, StreamName } from './ports.js';
import type { Connection, Session } from './session.js';
export interface Membership {
    readonly session: Session;
    readonly connection: Connection;
    readonly channel: Channel;
    readonly joinedAt: number;
    presence: boolean;
    echo: boolean;
    announced: boolean;
    after: number;
    lastOwn: number;
    held?: Held | undefined;
}
interface Held {
    readonly messages: {
        readonly seq: number;
        readonly text: string;
    }[];
    characters: number;
}
export interface ChannelSettings {
    readonly description?: string | undefined;
    readonly lossy?: boolean | undefined;
    readonly retention?: Retention | undefined;
}
export interface Channel extends StreamName {
    readonly topic: string;
    readonly description: string | null;
    readonly lossy: boolean;
    readonly retention: Retention;
    readonly createdAt: number;
    readonly explicit: boolean;
    readonly members: Map<Session, Membership>;
    readonly watchers: Set<Session>;
    usedAt: number;
    ending: boolean;
}
export declare class Rooms {
    #private;
    private readonly bounds;
    private readonly now;
    constructor(bounds: {
        readonly retention: Retention;
        readonly maxChannelsPerTenant: number;
    }, now: () => number);
    get(tenant: string, room: string, channel: string): Channel | undefined;
    create(name: StreamName, settings: ChannelSettings, explicit: boolean): Channel;
    has(channel: Channel): boolean;
    remove(channel: Channel, forget: (channel: Channel) => Promise<void>): Promise<void>;
    join(channel: Channel, session: Session, wants: {
        presence: boolean;
        echo: boolean;
    }): Membership;
    leave(membership: Membership): void;
    ofTenant(tenant: string): Iterable<Channel>;
    count(tenant?: string): {
        rooms: number;
        channels: number;
    };
    abandoned(before: number): Channel[];
}
export declare function isAbandoned(channel: Channel, before: number): boolean;
export {};

// ---- dist/session.d.ts
import type { CloseCode, Description } from '@arqonbus/protocol';
import type { Frame } from './gateway/frame.js';
import { type Identity } from './identity.js';
import type { MinuteCounter } from './limiter.js';
import type { Membership } from './rooms.js';
export interface Connection {
    reply(texts: readonly string[]): void;
    deliver(frame: Frame, isLast?: boolean): void;
    close(code: CloseCode): void;
    drained(bytes?: number): Promise<void>;
}
export declare class Session {
    readonly clientId: string;
    identity: Identity;
    readonly connection: Connection;
    readonly connectedAt: number;
    open: boolean;
    description: Description | null;
    readonly memberships: Map<string, Membership>;
    turn: Promise<void>;
    waiting: number;
    unsettled: number;
    violations: MinuteCounter | undefined;
    overruns: MinuteCounter | undefined;
    readonly limitKey: string;
    readonly signature: string;
    constructor(clientId: string, 
    identity: Identity, connection: Connection, 
    connectedAt: number);
}

// ---- dist/sessions.d.ts
import type { Session } from './session.js';
export declare class Sessions {
    #private;
    get size(): number;
    add(session: Session): void;
    remove(session: Session): void;
    find(tenant: string, clientId: string): Session | undefined;
    countOf(tenant: string): number;
    values(): IterableIterator<Session>;
}

// ---- dist/stages/append.d.ts
import { type AcceptedEnvelope } from '@arqonbus/protocol';
import type { Logger } from 'pino';
import type { Flushable, Tick } from '../gateway/tick.js';
import type { Metrics } from '../observe/metrics.js';
import { type Draft, Outgoing } from '../outgoing.js';
import type { MessageLog } from '../ports.js';
import type { Channel } from '../rooms.js';
import type { Session } from '../session.js';
export declare function draft(session: Session, channel: Channel, envelope: AcceptedEnvelope, source?: string): Draft;
export interface AppenderParts {
    readonly log: MessageLog;
    readonly tick: Tick;
    readonly metrics: Metrics;
    readonly logger: Logger;
    now(): number;
    settle(batch: readonly Outgoing[]): void;
}
export declare class Appender implements Flushable {
    #private;
    private readonly parts;
    constructor(parts: AppenderParts);
    add(message: Draft): void;
    flush(): void;
    idle(): Promise<void>;
}

// ---- dist/testing/bus.d.ts
import { type Bus } from '../bus.js';
import type { Core } from '../core.js';
import type { BusOptions } from '../options.js';
import { FakeClock } from './clock.js';
export type LogLines = readonly Readonly<Record<string, unknown>>[];
export interface TestBus {
    readonly bus: Bus;
    readonly url: string;
    readonly port: number;
    readonly httpUrl: string;
    readonly logged: LogLines;
    stop(): Promise<void>;
}
export declare function startTestBus(changes?: Partial<BusOptions>): Promise<TestBus>;
export interface TestCore {
    readonly core: Core;
    readonly clock: FakeClock;
    readonly logged: LogLines;
    settle(): Promise<void>;
    close(): Promise<void>;
}
export declare function createTestCore(changes?: Partial<BusOptions>): TestCore;

// ---- dist/testing/clock.d.ts
import type { Clock, Timer } from '../clock.js';
export declare class FakeClock implements Clock {
    #private;
    constructor(now?: number, seed?: number);
    get timers(): number;
    now(): number;
    monotonic(): number;
    random(): number;
    after(ms: number, task: () => void): Timer;
    every(ms: number, task: () => void): Timer;
    advance(ms: number): void;
    set(now: number): void;
}

// ---- dist/testing/connection.d.ts
import { type CloseCode, type JsonObject } from '@arqonbus/protocol';
import type { Frame } from '../gateway/frame.js';
import { type Identity } from '../identity.js';
import { type Connection, Session } from '../session.js';
export interface FakeConnection extends Connection {
    readonly texts: readonly string[];
    readonly replies: readonly string[];
    readonly frames: readonly Frame[];
    readonly closed: CloseCode | undefined;
    envelopes(): JsonObject[];
    stall(): void;
    read(): void;
}
export declare function createFakeConnection(closed?: (code: CloseCode) => void): FakeConnection;
export declare function createFakeSession(identity?: Partial<Identity>, clientId?: string): {
    readonly session: Session;
    readonly connection: FakeConnection;
};

// ---- dist/testing/frames.d.ts
export interface DecodedFrame {
    readonly opcode: number;
    readonly compressed: boolean;
    readonly payload: Buffer;
}
export declare function decodeFrames(bytes: Buffer): DecodedFrame[];
export declare function decodeTexts(bytes: Buffer): string[];

// ---- dist/testing/index.d.ts
export { type LogLines, startTestBus, type TestBus } from './bus.js';
export { FakeClock } from './clock.js';
export { createFakeConnection, createFakeSession, type FakeConnection } from './connection.js';
export { type DecodedFrame, decodeFrames, decodeTexts } from './frames.js';
export { describeMessageLog, type LogSubject, type LogUnderTest } from './message-log.js';

// ---- dist/testing/message-log.d.ts
import { type LogUnderTest } from './message-log/fixture.js';
export type { LogUnderTest } from './message-log/fixture.js';
export interface LogSubject {
    create(): Promise<LogUnderTest>;
    readonly modelRuns?: number;
}
export declare function describeMessageLog(name: string, subject: LogSubject): void;

// ---- dist/testing/message-log/fixture.d.ts
import type { Appended, MessageLog, NewMessage, ReadPage, ReadQuery, Retention, StoredMessage, StreamName } from '../../ports.js';
export interface LogUnderTest {
    readonly log: MessageLog;
    readonly deduplicationWindowMs: number;
    advance?(ms: number): void | Promise<void>;
    close(): Promise<void>;
}
export declare const KEEP_ALL: Retention;
export declare class LogFixture {
    #private;
    private readonly made;
    constructor(made: () => LogUnderTest);
    get log(): MessageLog;
    get windowMs(): number;
    get canAdvance(): boolean;
    advance(ms: number): Promise<void>;
    tenant(): string;
    stream(tenant?: string, channel?: string, room?: string): StreamName;
    id(): string;
    message(stream: StreamName, changes?: Partial<NewMessage> & {
        payload?: object;
    }): NewMessage;
    messages(stream: StreamName, count: number, changes?: Partial<NewMessage>): NewMessage[];
    append(messages: readonly NewMessage[]): Promise<Appended[]>;
    fill(stream: StreamName, count: number, changes?: Partial<NewMessage>): Promise<Appended[]>;
    read(query: Partial<ReadQuery> & {
        tenant: string;
    }): Promise<ReadPage>;
    readAll(query: Partial<ReadQuery> & {
        tenant: string;
    }, between?: () => Promise<unknown>): Promise<StoredMessage[]>;
}
export declare function seqs(messages: readonly {
    readonly seq: number;
}[] | undefined): number[] | undefined;
export declare function upTo(last: number, first?: number): number[];

// ---- dist/traffic.d.ts
export interface Counted {
    published: number;
    delivered: number;
}
export declare class Traffic {
    #private;
    count(tenant: string, published: number, delivered: number): void;
    of(tenant?: string): Counted;
}
