import { toBusError } from '@arqonbus/protocol'
import { createAuthenticator, systemClock } from '@arqonbus/server-core'
import * as v from 'valibot'
import { authOptions } from '../parts.js'
import { type SettingName, type Settings, variableOf } from '../settings/table.js'
import type { Finding } from './finding.js'

/** Which setting a field of the library's options comes from. */
const SETTING_OF = new Map<string, SettingName>([
  ['algorithms', 'authJwtAlgorithm'],
  ['secrets', 'authJwtSecret'],
  ['secrets.0', 'authJwtSecret'],
  ['secrets.1', 'authJwtSecretPrevious'],
  ['publicKeyPem', 'authJwtPublicKeyFile'],
  ['jwksUrl', 'authJwksUrl'],
  ['issuer', 'authIssuer'],
  ['audience', 'authAudience'],
])

const detailsSchema = v.object({ errors: v.array(v.object({ path: v.string(), message: v.string() })) })

/** Whether tokens can be checked: the keys are there, can be read, and are of the kind that the algorithms need. */
export function checkKeys(settings: Settings): Finding[] {
  const check = 'authentication'
  if (!settings.enableAuth) return [{ check, outcome: 'pass', detail: 'off: everybody is let in' }]
  try {
    const options = authOptions(settings, systemClock)
    createAuthenticator(options).close()
    return [{ check, outcome: 'pass', detail: `on: ${options.algorithms.join(', ')}` }]
  } catch (thrown) {
    const error = toBusError(thrown)
    const details = v.safeParse(detailsSchema, error.details)
    if (!details.success) throw thrown
    return details.output.errors.map(({ path, message }) => {
      const name = SETTING_OF.get(path)
      const setting = name === undefined ? path : variableOf(name)
      return { check, outcome: 'fail', setting, detail: `${setting}: ${message}` }
    })
  }
}
