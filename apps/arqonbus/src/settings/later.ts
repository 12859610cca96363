import { matchesGlob } from '@arqonbus/protocol'
import { booleanWord } from './kinds.js'

/** Variables that this version knows by name but does nothing with: what they belong to is not built in yet. */
export const laterVariables: readonly { readonly names: readonly string[]; readonly part: string }[] = [
  { names: ['ARQONBUS_VALKEY_*', 'ARQONBUS_REDIS_*'], part: 'the Valkey store' },
  { names: ['ARQONBUS_POSTGRES_*'], part: 'the Postgres store' },
  { names: ['ARQONBUS_DATA_DIR'], part: 'the embedded durable store' },
  { names: ['ARQONBUS_ENABLE_TELEMETRY', 'ARQONBUS_TELEMETRY_*'], part: 'the telemetry stream' },
  { names: ['ARQONBUS_CASIL_*'], part: 'CASIL' },
  { names: ['ARQONBUS_OMEGA_*'], part: 'Tier-Omega' },
  { names: ['ARQONBUS_CONTINUUM_*'], part: 'Continuum' },
  { names: ['ARQONBUS_OPERATOR_*'], part: 'operator groups' },
  { names: ['ARQONBUS_WEBHOOK_*'], part: 'webhooks' },
]

/** Variables that clients read, and that therefore may stand beside the bus's own. */
const CLIENTS: ReadonlySet<string> = new Set(['ARQONBUS_WS_URL', 'ARQONBUS_HTTP_URL', 'ARQONBUS_AUTH_JWT'])

export function isClientVariable(variable: string): boolean {
  return CLIENTS.has(variable)
}

/** What a variable belongs to that has no effect in this version; `undefined` for any other variable. */
export function laterPart(variable: string): string | undefined {
  return laterVariables.find(({ names }) => names.some((glob) => matchesGlob(glob, variable)))?.part
}

/** Whether a value only turns something off: then it makes no difference that the thing is not there. */
export function turnsOff(value: string): boolean {
  return booleanWord(value) === false
}
