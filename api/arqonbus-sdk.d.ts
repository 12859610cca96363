// What others compile against in @arqonbus/sdk. Written by `pnpm generate`.
// "." is dist/index.d.ts
// "./browser" is dist/browser.d.ts

// ---- dist/browser.d.ts
export * from './index.js';

// ---- dist/calls.d.ts
import { type BusEnvelope, type JsonObject } from '@arqonbus/protocol';
import { ArqonError } from './errors.js';
export interface CallOptions {
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
    readonly onProgress?: ((payload: JsonObject) => void) | undefined;
}
export interface CallTraits<Answer> {
    readonly readOnly: boolean;
    readonly fromBus: boolean;
    readonly now: boolean;
    take(data: unknown): Answer;
}
export declare class PendingCalls {
    #private;
    private readonly options;
    constructor(options: {
        readonly timeoutMs: number;
        readonly maxWaiting: number;
    });
    call<Answer>(command: string, args: object, traits: CallTraits<Answer>, options?: CallOptions): Promise<Answer>;
    opened(send: (frame: string) => boolean): void;
    flush(): void;
    closed(): void;
    answer(frame: Extract<BusEnvelope, {
        type: 'response' | 'error';
    }>): boolean;
    fail(error: ArqonError): void;
}

// ---- dist/channel.d.ts
import { type ArgsOf, type busCommands, type DataOf, type JsonObject, type Position } from '@arqonbus/protocol';
import { ArqonError } from './errors.js';
import type { ChannelMessage } from './message.js';
import type { Acknowledged, Outgoing } from './pending.js';
import type { MessageHandler, SubscriberEvents, Wants } from './subscriber.js';
import type { Place } from './subscriptions.js';
export interface PublishOptions {
    readonly id?: string | undefined;
    readonly metadata?: JsonObject | undefined;
    readonly signal?: AbortSignal | undefined;
}
export interface PublishAck extends Acknowledged {
    readonly seq: number;
    readonly epoch: string;
}
export interface SubscribeOptions extends Wants {
    readonly signal?: AbortSignal | undefined;
}
export interface Subscription {
    readonly position: Position | undefined;
    unsubscribe(): Promise<void>;
}
type HistoryArgs = Omit<ArgsOf<(typeof busCommands)['history']>, 'room' | 'channel'>;
type HistoryData = DataOf<(typeof busCommands)['history']>;
type PresenceArgs = Omit<ArgsOf<(typeof busCommands)['presence']>, 'room' | 'channel'>;
type PresenceData = DataOf<(typeof busCommands)['presence']>;
export interface ChannelHost {
    publish(message: Outgoing, signal: AbortSignal | undefined): Promise<Acknowledged>;
    place(topic: Topic, wants: Wants, handler: MessageHandler, ended: SubscriberEvents['ended']): Place;
    report(error: ArqonError): void;
    history(args: HistoryArgs & Topic, signal: AbortSignal | undefined): Promise<HistoryData>;
    presence(args: PresenceArgs & Topic, signal: AbortSignal | undefined): Promise<PresenceData>;
}
interface Topic {
    readonly room: string;
    readonly channel: string;
}
export declare class Channel implements AsyncIterable<ChannelMessage> {
    #private;
    readonly room: string;
    readonly channel: string;
    constructor(host: ChannelHost, room: string, channel: string);
    publish(payload: object, { id, metadata, signal }?: PublishOptions): Promise<PublishAck>;
    subscribe(handler: MessageHandler, options?: SubscribeOptions): Promise<Subscription>;
    messages(options?: SubscribeOptions): AsyncGenerator<ChannelMessage, void, undefined>;
    [Symbol.asyncIterator](): AsyncGenerator<ChannelMessage, void, undefined>;
    history(args?: HistoryArgs, { signal }?: {
        readonly signal?: AbortSignal | undefined;
    }): Promise<HistoryData>;
    presence(args?: PresenceArgs, { signal }?: {
        readonly signal?: AbortSignal | undefined;
    }): Promise<PresenceData>;
}
export {};

// ---- dist/client.d.ts
/// <reference lib="esnext.disposable" preserve="true" />
import type { Welcome } from '@arqonbus/protocol';
import { Channel, type PublishOptions } from './channel.js';
import { type CallArguments, type CallData, type CommandName } from './commands.js';
import type { ClientEvents } from './events.js';
import { type ClientState, type ConnectOptions } from './link.js';
import { type ClientOptions } from './options.js';
import { type Acknowledged } from './pending.js';
export declare class ArqonClient {
    #private;
    constructor(options: ClientOptions);
    get state(): ClientState;
    get welcome(): Welcome | undefined;
    get clientId(): string | undefined;
    connect(options?: ConnectOptions): Promise<void>;
    on<Name extends keyof ClientEvents>(name: Name, handler: (value: ClientEvents[Name]) => unknown): () => void;
    channel(room: string, channel: string): Channel;
    send(clientId: string, payload: object, { id, metadata, signal }?: PublishOptions): Promise<Acknowledged>;
    call<const Name extends CommandName>(name: Name, ...rest: CallArguments<Name>): Promise<CallData<Name>>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

// ---- dist/commands.d.ts
import { type ArgsOf, type BusCommand, busCommands, type DataOf, type JsonObject } from '@arqonbus/protocol';
import type { CallOptions, CallTraits } from './calls.js';
type ContractOf<Name extends BusCommand> = (typeof busCommands)[Name];
export type CommandName = BusCommand | (string & {});
export type CallArguments<Name extends string> = Name extends BusCommand ? Arguments<ArgsOf<ContractOf<Name>>> : [args?: JsonObject, options?: CallOptions];
type Arguments<Args> = keyof Args extends never ? [args?: Record<string, never>, options?: CallOptions] : Record<never, never> extends Args ? [args?: Args, options?: CallOptions] : [args: Args, options?: CallOptions];
export type CallData<Name extends string> = Name extends BusCommand ? DataOf<ContractOf<Name>> : unknown;
export declare function traitsOf(name: string): CallTraits<unknown>;
export {};

// ---- dist/connection.d.ts
import { type BusEnvelope, type Welcome } from '@arqonbus/protocol';
import { ArqonError } from './errors.js';
import type { SocketRequest } from './socket.js';
export interface ConnectionEnd {
    readonly code: number;
    readonly reason: string;
    readonly error?: ArqonError;
}
export interface ConnectionListener {
    frame(frame: BusEnvelope): void;
    invalid(error: ArqonError): void;
    ask(): void;
}
export declare class Connection {
    #private;
    constructor(request: SocketRequest, timeoutMs: number);
    get welcomed(): Promise<Welcome>;
    get ended(): Promise<ConnectionEnd>;
    listen(listener: ConnectionListener): void;
    send(text: string): boolean;
    close(): void;
    abandon(error?: ArqonError): void;
}

// ---- dist/errors.d.ts
import { type BusEnvelope, type ErrorCode, type JsonObject } from '@arqonbus/protocol';
export declare const clientErrorTable: {
    readonly ABORTED: {
        readonly meaning: 'The AbortSignal that was given has been aborted.';
        readonly retryable: false;
    };
    readonly BUFFER_FULL: {
        readonly meaning: 'A handler was so slow that maxBuffered messages waited for it; its subscription has ended.';
        readonly retryable: false;
    };
    readonly CLIENT_CLOSED: {
        readonly meaning: 'close() was called.';
        readonly retryable: false;
    };
    readonly CONNECTION_ENDED: {
        readonly meaning: 'The bus closed the connection for good; closeCode says why.';
        readonly retryable: false;
    };
    readonly CONNECTION_FAILED: {
        readonly meaning: 'No connection came about.';
        readonly retryable: true;
    };
    readonly CONNECTION_LOST: {
        readonly meaning: 'The connection dropped before the answer came, so it is not known whether the bus has done it.';
        readonly retryable: true;
    };
    readonly HANDLER_FAILED: {
        readonly meaning: 'A handler of yours threw; cause holds what.';
        readonly retryable: false;
    };
    readonly INVALID_FRAME: {
        readonly meaning: 'The bus sent something that the contract does not know.';
        readonly retryable: false;
    };
    readonly NOT_CONNECTED: {
        readonly meaning: 'connect() was not called, or it failed.';
        readonly retryable: false;
    };
    readonly QUEUE_FULL: {
        readonly meaning: 'As much as offlineQueue allows waits for a connection already.';
        readonly retryable: true;
    };
    readonly TOKEN_FAILED: {
        readonly meaning: 'The token function threw; cause holds what.';
        readonly retryable: true;
    };
};
export type ClientErrorCode = keyof typeof clientErrorTable;
export type ArqonErrorCode = ErrorCode | ClientErrorCode | (string & {});
export interface ArqonErrorOptions {
    readonly details?: JsonObject;
    readonly closeCode?: number | undefined;
    readonly retryable?: boolean;
    readonly cause?: unknown;
}
export declare class ArqonError extends Error {
    readonly name = "ArqonError";
    readonly code: ArqonErrorCode;
    readonly details: JsonObject;
    readonly retryable: boolean;
    readonly closeCode: number | undefined;
    constructor(code: ArqonErrorCode, message: string, options?: ArqonErrorOptions);
}
type ErrorFrame = Extract<BusEnvelope, {
    type: 'error' | 'response';
}>;
export declare function errorOfFrame(frame: ErrorFrame): ArqonError;
export declare function passes(error: ArqonError): boolean;
export declare function retryAfterMs(error: ArqonError): number;
export declare function toArqonError(thrown: unknown, code: ClientErrorCode): ArqonError;
export declare function invalid(path: string, message: string, cause?: unknown): ArqonError;
export declare function textOf(thrown: unknown): string;
export {};

// ---- dist/events.d.ts
import type { BusEnvelope, BusEvent, EventOf, Position, Welcome } from '@arqonbus/protocol';
import type { ArqonError } from './errors.js';
import type { Message } from './message.js';
export interface Gap {
    readonly room: string;
    readonly channel: string;
    readonly reason: string;
    readonly since: Position;
    readonly epoch: string;
    readonly seq: number;
}
export interface ClientEvents {
    connected: Welcome;
    disconnected: {
        readonly code: number;
        readonly reason: string;
        readonly willReconnect: boolean;
    };
    reconnecting: {
        readonly attempt: number;
        readonly delayMs: number;
        readonly error: ArqonError;
    };
    closed: {
        readonly code: number;
        readonly reason: string;
        readonly error?: ArqonError;
    };
    message: Message;
    event: BusEvent;
    gap: Gap;
    draining: EventOf<'server.draining'>;
    error: ArqonError;
    frame: BusEnvelope;
}

// ---- dist/index.d.ts
export type { BusEnvelope, BusEvent, Description, Member, Position, Welcome } from '@arqonbus/protocol';
export type { CallOptions } from './calls.js';
export type { Channel, PublishAck, PublishOptions, SubscribeOptions, Subscription } from './channel.js';
export { ArqonClient } from './client.js';
export type { CallArguments, CallData, CommandName } from './commands.js';
export { ArqonError, type ArqonErrorCode, type ArqonErrorOptions, type ClientErrorCode, clientErrorTable, } from './errors.js';
export type { ClientEvents, Gap } from './events.js';
export type { ClientState, ConnectOptions } from './link.js';
export type { ChannelMessage, Message } from './message.js';
export type { ClientOptions } from './options.js';
export type { Acknowledged } from './pending.js';
export type { MessageHandler } from './subscriber.js';
export type { Token } from './tokens.js';

// ---- dist/link.d.ts
import type { BusEnvelope, Welcome } from '@arqonbus/protocol';
import { type ConnectionEnd } from './connection.js';
import { ArqonError } from './errors.js';
import { type ReconnectOptions } from './reconnect.js';
import type { TokenSource } from './tokens.js';
export type ClientState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed';
export interface LinkOptions {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly reconnects: boolean;
    readonly delays: ReconnectOptions;
    readonly tokens: TokenSource;
}
export interface LinkListener {
    up(welcome: Welcome, token: string | undefined): void;
    frame(frame: BusEnvelope): void;
    invalid(error: ArqonError): void;
    ask(): void;
    down(end: ConnectionEnd, willReconnect: boolean): void;
    waiting(attempt: number, delayMs: number, error: ArqonError): void;
    failed(error: ArqonError): void;
    over(end: ConnectionEnd, error: ArqonError): void;
}
export interface ConnectOptions {
    readonly signal?: AbortSignal | undefined;
    readonly retry?: boolean | undefined;
}
export declare class Link {
    #private;
    private readonly options;
    private readonly listener;
    constructor(options: LinkOptions, listener: LinkListener);
    get state(): ClientState;
    connect({ signal, retry }?: ConnectOptions): Promise<void>;
    send(text: string): boolean;
    announced(windowMs: number): void;
    close(): Promise<void>;
}

// ---- dist/membership.d.ts
import { type EventOf, type Position } from '@arqonbus/protocol';
import { ArqonError } from './errors.js';
import type { ChannelMessage } from './message.js';
import type { Pace } from './pace.js';
import { type ReconnectOptions } from './reconnect.js';
import type { Subscriber } from './subscriber.js';
export interface MembershipHost {
    readonly delays: Pick<ReconnectOptions, 'minDelayMs' | 'maxDelayMs'>;
    pace(): Pace;
    call<Answer>(command: 'join_channel' | 'leave_channel', args: object, take: (data: unknown) => Answer): Promise<Answer>;
    isOwn(message: ChannelMessage): boolean;
    gap(gap: EventOf<'history.gap'>): void;
    empty(membership: Membership): void;
}
export declare class Membership {
    #private;
    readonly room: string;
    readonly channel: string;
    private readonly host;
    constructor(room: string, channel: string, host: MembershipHost);
    add(subscriber: Subscriber): void;
    remove(subscriber: Subscriber, error?: ArqonError): Promise<void>;
    connected(): Promise<void>;
    disconnected(): void;
    end(error: ArqonError): void;
    deliver(message: ChannelMessage): void;
    gap({ epoch, seq }: Position): void;
    acknowledged(position: Position): void;
}

// ---- dist/message.d.ts
import type { BusEnvelope, JsonObject } from '@arqonbus/protocol';
export type RoutedFrame = Extract<BusEnvelope, {
    type: 'message' | 'telemetry' | 'response' | 'error';
}>;
export type Message = RoutedFrame & {
    readonly payload: JsonObject;
};
export type ChannelMessage = Message & {
    readonly room: string;
    readonly channel: string;
};
export declare function toChannelMessage(frame: RoutedFrame): ChannelMessage | undefined;
export declare function toDirectMessage(frame: RoutedFrame): Message;

// ---- dist/options.d.ts
import type { Description } from '@arqonbus/protocol';
import type { ReconnectOptions } from './reconnect.js';
import type { Token } from './tokens.js';
export interface ClientOptions {
    readonly url: string | URL;
    readonly token?: Token | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly timeoutMs?: number | undefined;
    readonly reconnect?: false | {
        readonly minDelayMs?: number | undefined;
        readonly maxDelayMs?: number | undefined;
        readonly maxAttempts?: number | undefined;
    } | undefined;
    readonly offlineQueue?: {
        readonly maxMessages?: number | undefined;
        readonly maxBytes?: number | undefined;
    } | undefined;
    readonly description?: Description | undefined;
}
export interface ResolvedOptions {
    readonly url: string;
    readonly token: Token | undefined;
    readonly headers: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly reconnects: boolean;
    readonly delays: ReconnectOptions;
    readonly maxMessages: number;
    readonly maxBytes: number;
    readonly description: Description | undefined;
}
export declare function resolveOptions(options: ClientOptions): ResolvedOptions;

// ---- dist/pace.d.ts
export declare class Pace {
    #private;
    private readonly now;
    constructor(perSecond: number, now?: () => number);
    take(): number;
    refused(retryAfterMs: number): void;
    accepted(): void;
}
export declare function rateOf(limit: unknown): number;

// ---- dist/pending.d.ts
import { type BusEnvelope, type JsonObject } from '@arqonbus/protocol';
import { ArqonError } from './errors.js';
export interface Outgoing {
    readonly id?: string | undefined;
    readonly room?: string;
    readonly channel?: string;
    readonly to_client?: string;
    readonly payload: object;
    readonly metadata?: JsonObject | undefined;
}
export interface Acknowledged {
    readonly id: string;
    readonly seq?: number | undefined;
    readonly epoch?: string | undefined;
    readonly delivered: number;
    readonly stored: boolean;
    readonly duplicate: boolean;
}
export interface PendingOptions {
    readonly timeoutMs: number;
    readonly maxMessages: number;
    readonly maxBytes: number;
    readonly minDelayMs: number;
    readonly maxDelayMs: number;
}
interface Entry {
    readonly id: string;
    readonly frame: string;
    readonly topic: {
        readonly room: string;
        readonly channel: string;
    } | undefined;
    bytes?: number;
    sentAt: number | undefined;
    refusals: number;
    readonly resolve: (acknowledged: Acknowledged) => void;
    readonly reject: (error: ArqonError) => void;
    release: () => void;
}
export declare class PendingPublishes {
    #private;
    private readonly options;
    constructor(options: PendingOptions);
    get size(): number;
    publish(message: Outgoing, signal?: AbortSignal): Promise<Acknowledged>;
    opened(send: (frame: string) => boolean, limits: JsonObject): void;
    closed(): void;
    acknowledge({ request_id, payload }: Extract<BusEnvelope, {
        type: 'message_response';
    }>): Entry['topic'];
    seen(id: string, seq: number, epoch: string): void;
    refuse(id: string, error: ArqonError): boolean;
    fail(error: ArqonError): void;
}
export {};

// ---- dist/reconnect.d.ts
export interface ReconnectOptions {
    readonly minDelayMs: number;
    readonly maxDelayMs: number;
    readonly maxAttempts: number;
}
export declare const DRAIN_WINDOW_MS = 5000;
export declare function backoffDelay(attempt: number, { minDelayMs, maxDelayMs }: Pick<ReconnectOptions, 'minDelayMs' | 'maxDelayMs'>, random?: () => number): number;
export declare function comesBack(code: number, tokenIsFixed: boolean): boolean;
export declare class Backoff {
    #private;
    private readonly options;
    private readonly random;
    constructor(options: ReconnectOptions, random?: () => number);
    get attempts(): number;
    get exhausted(): boolean;
    announced(windowMs: number): void;
    ended(code: number, livedMs: number): void;
    next(atLeastMs?: number): number;
}

// ---- dist/recovery.d.ts
import type { Position } from '@arqonbus/protocol';
import type { ChannelMessage } from './message.js';
export type Verdict = 'new' | 'seen' | 'other';
export declare class StreamReader {
    #private;
    get position(): Position | undefined;
    read({ epoch, seq }: Position): Verdict;
    acknowledged({ epoch, seq }: Position): void;
    adopt({ epoch, seq }: Position): void;
}
export declare class CatchUp {
    #private;
    readonly since: Position;
    constructor(since: Position);
    get size(): number;
    collect(message: ChannelMessage): void;
    inOrder(): ChannelMessage[];
    clear(): void;
}

// ---- dist/socket.d.ts
export interface SocketRequest {
    readonly url: string;
    readonly token: string | undefined;
    readonly headers: Readonly<Record<string, string>>;
}
export interface SocketEnd {
    readonly code: number;
    readonly reason: string;
    readonly status?: number;
    readonly retryAfterMs?: number;
    readonly cause?: unknown;
}
interface SocketEvents {
    message(text: string | undefined): void;
    heard(): void;
    closed(end: SocketEnd): void;
}
export interface Socket {
    send(text: string): boolean;
    close(): void;
    terminate(): void;
}
export type OpenSocket = (request: SocketRequest, events: SocketEvents) => Socket;
export {};

// ---- dist/subscriber.d.ts
import type { Position } from '@arqonbus/protocol';
import { ArqonError } from './errors.js';
import type { ChannelMessage } from './message.js';
import { CatchUp } from './recovery.js';
export type MessageHandler = (message: ChannelMessage) => unknown;
export interface Wants {
    readonly since?: Position | undefined;
    readonly presence?: boolean | undefined;
    readonly echo?: boolean | undefined;
    readonly maxBuffered?: number | undefined;
}
export interface SubscriberEvents {
    failed(error: ArqonError): void;
    overflowed(subscriber: Subscriber, error: ArqonError): void;
    ended(error: ArqonError | undefined, joined: boolean): void;
}
export declare class Subscriber {
    #private;
    private readonly handler;
    private readonly events;
    readonly presence: boolean;
    readonly echo: boolean;
    readonly maxBuffered: number;
    catchUp: CatchUp | undefined;
    live: boolean;
    constructor(wants: Wants, handler: MessageHandler, events: SubscriberEvents);
    get ready(): Promise<void>;
    get position(): Position | undefined;
    get ended(): boolean;
    begin(): void;
    joined(): void;
    push(message: ChannelMessage): void;
    moveTo(position: Position): void;
    end(error?: ArqonError): void;
}

// ---- dist/subscriptions.d.ts
import { type EventOf, type JsonObject, type Position } from '@arqonbus/protocol';
import type { ArqonError } from './errors.js';
import { type MembershipHost } from './membership.js';
import type { ChannelMessage } from './message.js';
import { type MessageHandler, Subscriber, type SubscriberEvents, type Wants } from './subscriber.js';
export type SubscriptionsHost = Pick<MembershipHost, 'delays' | 'call' | 'gap'>;
export interface Place {
    readonly subscriber: Subscriber;
    leave(error?: ArqonError): Promise<void>;
}
export declare class Subscriptions {
    #private;
    private readonly host;
    constructor(host: SubscriptionsHost);
    add(topic: {
        readonly room: string;
        readonly channel: string;
    }, wants: Wants, handler: MessageHandler, events: Omit<SubscriberEvents, 'overflowed'>): Place;
    connected(clientId: string, limits: JsonObject): Promise<void>;
    disconnected(): void;
    fail(error: ArqonError): void;
    isOwn(message: {
        readonly sender: string;
    }): boolean;
    deliver(message: ChannelMessage): void;
    gap({ room, channel, epoch, seq }: EventOf<'history.gap'>): void;
    acknowledged({ room, channel }: {
        readonly room: string;
        readonly channel: string;
    }, position: Position): void;
}

// ---- dist/tokens.d.ts
export type Token = string | (() => string | Promise<string>);
export declare class TokenSource {
    #private;
    private readonly token;
    constructor(token: Token | undefined);
    get fixed(): boolean;
    fresh(signal?: AbortSignal): Promise<string | undefined>;
}
