import type { Settings } from '../settings/table.js'
import { readTls } from '../tls.js'
import type { Finding } from './finding.js'

const DAY_MS = 24 * 3600 * 1000
const SOON_MS = 14 * DAY_MS

/** Whether the TLS files can be used now, and for how long. */
export function checkTls(settings: Settings, now: number): Finding[] {
  const check = 'TLS'
  if (settings.tlsCertFile === undefined && settings.tlsKeyFile === undefined)
    return [{ check, outcome: 'pass', detail: 'off' }]
  const { problems, expiresAt = now } = readTls(settings, now)
  if (problems.length > 0) {
    return problems.map(({ setting, message }) => ({
      check,
      outcome: 'fail',
      setting,
      detail: `${setting}: ${message}`,
    }))
  }
  const days = Math.floor((expiresAt - now) / DAY_MS)
  const outcome = expiresAt - now < SOON_MS ? 'warn' : 'pass'
  return [{ check, outcome, detail: `the certificate is good for ${days} more days` }]
}
