export { type AuthOptions, createAuthenticator } from './auth.js'
export { type Bus, createBus, type Listening, randomNodeId } from './bus.js'
export { type Clock, systemClock, type Timer } from './clock.js'
export { toArgsSchema } from './commands/schema.js'
export type { BusState } from './core.js'
export { defaultBusOptions } from './defaults.js'
export type { Authenticator, Grant, Identity, Role } from './identity.js'
export { createMemoryLog, type MemoryLogOptions } from './memory/log.js'
export { createLogger, type LogOptions } from './observe/log.js'
export type { BusOptions, RateLimits, SlowConsumerPolicy, TlsOptions } from './options.js'
export type {
  Appended,
  Bounds,
  LogCapabilities,
  MessageLog,
  Missed,
  NewMessage,
  ReadPage,
  ReadQuery,
  Retention,
  StoredMessage,
  StreamName,
} from './ports.js'
