import { booleanWord } from './kinds.js'

/** Variables that this version knows by name but does nothing with: what they belong to is not built in yet. */
const LATER: readonly { readonly pattern: RegExp; readonly part: string }[] = [
  { pattern: /^ARQONBUS_(VALKEY|REDIS)_/, part: 'the Valkey store' },
  { pattern: /^ARQONBUS_POSTGRES_/, part: 'the Postgres store' },
  { pattern: /^ARQONBUS_DATA_DIR$/, part: 'the embedded durable store' },
  { pattern: /^ARQONBUS_(TELEMETRY_|ENABLE_TELEMETRY$)/, part: 'the telemetry stream' },
  { pattern: /^ARQONBUS_CASIL_/, part: 'CASIL' },
  { pattern: /^ARQONBUS_OMEGA_/, part: 'Tier-Omega' },
  { pattern: /^ARQONBUS_CONTINUUM_/, part: 'Continuum' },
  { pattern: /^ARQONBUS_OPERATOR_/, part: 'operator groups' },
  { pattern: /^ARQONBUS_WEBHOOK_/, part: 'webhooks' },
]

/** Variables that clients read, and that therefore may stand beside the bus's own. */
const CLIENTS: ReadonlySet<string> = new Set(['ARQONBUS_WS_URL', 'ARQONBUS_HTTP_URL', 'ARQONBUS_AUTH_JWT'])

export function isClientVariable(variable: string): boolean {
  return CLIENTS.has(variable)
}

/** What a variable belongs to that has no effect in this version; `undefined` for any other variable. */
export function laterPart(variable: string): string | undefined {
  return LATER.find(({ pattern }) => pattern.test(variable))?.part
}

/** Whether a value only turns something off: then it makes no difference that the thing is not there. */
export function turnsOff(value: string): boolean {
  return booleanWord(value) === false
}
