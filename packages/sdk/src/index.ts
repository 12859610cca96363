export type { BusEnvelope, BusEvent, Description, Member, Position, Welcome } from '@arqonbus/protocol'
export type { CallOptions } from './calls.js'
export type { Channel, PublishAck, PublishOptions, SubscribeOptions, Subscription } from './channel.js'
export { ArqonClient } from './client.js'
export type { CallArguments, CallData, CommandName } from './commands.js'
export {
  ArqonError,
  type ArqonErrorCode,
  type ArqonErrorOptions,
  type ClientErrorCode,
  clientErrorTable,
} from './errors.js'
export type { ClientEvents, Gap } from './events.js'
export type { ClientState, ConnectOptions } from './link.js'
export type { ChannelMessage, Message } from './message.js'
export type { ClientOptions } from './options.js'
export type { Acknowledged } from './pending.js'
export type { MessageHandler } from './subscriber.js'
export type { Token } from './tokens.js'
