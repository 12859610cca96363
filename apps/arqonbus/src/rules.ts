import { Buffer } from 'node:buffer'
import { isLoopback } from './loopback.js'
import { isDocumentedSecret } from './settings/documented-secrets.js'
import type { Problem } from './settings/problem.js'
import { type Origin, SKIP_VALIDATION_VARIABLE } from './settings/sources.js'
import { type SettingName, type Settings, variableOf } from './settings/table.js'

/** What the rules look at. */
export interface Judged {
  readonly settings: Settings
  readonly origins: ReadonlyMap<SettingName, Origin>
  /** Whether the old switch that let every token pass is set. */
  readonly skipsValidation: boolean
}

/** One thing that must hold between settings. Where one of those it reads has a wrong value, it is not asked. */
interface Rule {
  /** What must hold, for the reference page. */
  readonly says: string
  readonly reads: readonly SettingName[]
  readonly check: (judged: Judged) => readonly Problem[]
}

/** The fewest bytes of a shared secret outside dev: the output size of SHA-256 (RFC 7518, section 3.2). */
const SECRET_BYTES = 32
const API_KEY_BYTES = 16

/** Every rule. All are asked, and all that is broken is told at once. */
export const rules: readonly Rule[] = [
  rule(
    'Without authentication the bus listens on loopback only, unless `ARQONBUS_ALLOW_INSECURE=true`.',
    ['enableAuth', 'allowInsecure', 'serverHost', 'httpHost'],
    function openBusStaysAtHome({ settings }) {
      if (settings.enableAuth || settings.allowInsecure) return []
      const wants = `reaches beyond this machine while everybody is let in: set ARQONBUS_ENABLE_AUTH=true, a loopback host, or ARQONBUS_ALLOW_INSECURE=true`
      const names = (['serverHost', 'httpHost'] as const).filter((name) => !isLoopback(settings[name]))
      return names.map((name) => problem(name, `"${settings[name]}" ${wants}`))
    },
  ),
  rule(
    'Authentication with HS256 needs `ARQONBUS_AUTH_JWT_SECRET`.',
    ['enableAuth', 'authJwtAlgorithm'],
    function sharedSecretForHmac({ settings }) {
      const needed = settings.enableAuth && settings.authJwtAlgorithm.includes('HS256')
      if (!needed || settings.authJwtSecret !== undefined) return []
      return [problem('authJwtSecret', 'is needed: authentication is on and ARQONBUS_AUTH_JWT_ALGORITHM has HS256')]
    },
  ),
  rule(
    'Authentication with RS256, ES256 or EdDSA needs `ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE` or `ARQONBUS_AUTH_JWKS_URL`.',
    ['enableAuth', 'authJwtAlgorithm', 'authJwtPublicKeyFile', 'authJwksUrl'],
    function publicKeyForTheRest({ settings }) {
      const asymmetric = settings.authJwtAlgorithm.filter((algorithm) => algorithm !== 'HS256')
      if (!settings.enableAuth || asymmetric.length === 0) return []
      if (settings.authJwtPublicKeyFile !== undefined || settings.authJwksUrl !== undefined) return []
      const why = `is needed (or ARQONBUS_AUTH_JWKS_URL): authentication is on and ARQONBUS_AUTH_JWT_ALGORITHM has ${asymmetric.join(', ')}`
      return [problem('authJwtPublicKeyFile', why)]
    },
  ),
  rule(
    '`ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE` and `ARQONBUS_AUTH_JWKS_URL` are not given together.',
    ['authJwtPublicKeyFile', 'authJwksUrl'],
    function onePlaceOfPublicKeys({ settings }) {
      if (settings.authJwtPublicKeyFile === undefined || settings.authJwksUrl === undefined) return []
      return [problem('authJwksUrl', 'and ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE are both set: give one')]
    },
  ),
  rule(
    '`ARQONBUS_AUTH_JWKS_URL` is https or on loopback, unless `ARQONBUS_ALLOW_INSECURE=true`.',
    ['authJwksUrl', 'allowInsecure'],
    function keysComeOverTls({ settings }) {
      if (settings.authJwksUrl === undefined || settings.allowInsecure) return []
      const url = new URL(settings.authJwksUrl)
      if (url.protocol === 'https:' || isLoopback(url.hostname)) return []
      return [problem('authJwksUrl', 'wants https: whoever can change the keys on their way can make tokens')]
    },
  ),
  rule(
    'Outside `dev` the secrets of tokens have at least 32 bytes, and `ARQONBUS_ADMIN_API_KEY` at least 16.',
    ['environment', 'authJwtSecret', 'authJwtSecretPrevious', 'adminApiKey'],
    function secretsAreLong({ settings }) {
      if (settings.environment === 'dev') return []
      const least = {
        authJwtSecret: SECRET_BYTES,
        authJwtSecretPrevious: SECRET_BYTES,
        adminApiKey: API_KEY_BYTES,
      } as const
      return givenSecrets(settings)
        .filter(([name, value]) => Buffer.byteLength(value) < least[name])
        .map(([name]) => problem(name, `has too few bytes: outside dev it wants at least ${least[name]}`))
    },
  ),
  rule(
    'In `prod` no secret stands in this documentation.',
    ['environment', 'authJwtSecret', 'authJwtSecretPrevious', 'adminApiKey'],
    function secretsAreSecret({ settings }) {
      if (settings.environment !== 'prod') return []
      return givenSecrets(settings)
        .filter(([, value]) => isDocumentedSecret(value))
        .map(([name]) => problem(name, 'stands in the documentation: everybody knows it'))
    },
  ),
  rule(
    '`ARQONBUS_TLS_CERT_FILE` and `ARQONBUS_TLS_KEY_FILE` are given together.',
    ['tlsCertFile', 'tlsKeyFile'],
    function certificateWithItsKey({ settings }) {
      if (settings.tlsCertFile !== undefined && settings.tlsKeyFile === undefined) {
        return [problem('tlsKeyFile', 'is needed: ARQONBUS_TLS_CERT_FILE is set')]
      }
      if (settings.tlsKeyFile !== undefined && settings.tlsCertFile === undefined) {
        return [problem('tlsCertFile', 'is needed: ARQONBUS_TLS_KEY_FILE is set')]
      }
      return []
    },
  ),
  rule(
    '`ARQONBUS_TLS_CLIENT_CA_FILE` needs a certificate.',
    ['tlsCertFile', 'tlsClientCaFile'],
    function clientAuthorityNeedsTls({ settings }) {
      if (settings.tlsClientCaFile === undefined || settings.tlsCertFile !== undefined) return []
      return [problem('tlsClientCaFile', 'has no effect without ARQONBUS_TLS_CERT_FILE and ARQONBUS_TLS_KEY_FILE')]
    },
  ),
  rule(
    'WebSockets and HTTP have two ports (or both 0).',
    ['serverHost', 'serverPort', 'httpHost', 'httpPort'],
    function portsAreDistinct({ settings }) {
      if (settings.serverPort !== settings.httpPort || settings.serverPort === 0) return []
      if (!overlap(settings.serverHost, settings.httpHost)) return []
      return [problem('httpPort', `got ${settings.httpPort}, which ARQONBUS_SERVER_PORT has already`)]
    },
  ),
  rule(
    '`ARQONBUS_OUTBOUND_QUEUE_BYTES` holds at least one message of `ARQONBUS_MAX_MESSAGE_SIZE`.',
    ['maxMessageSize', 'outboundQueueBytes'],
    function queueHoldsOneMessage({ settings }) {
      if (settings.outboundQueueBytes >= settings.maxMessageSize) return []
      return [
        problem('outboundQueueBytes', 'wants at least ARQONBUS_MAX_MESSAGE_SIZE: the largest message must fit in'),
      ]
    },
  ),
  rule(
    '`ARQONBUS_STORAGE_BACKEND` is `memory`: this version has no other.',
    ['storageBackend'],
    function backendIsBuilt({ settings }) {
      if (settings.storageBackend === 'memory') return []
      return [
        problem(
          'storageBackend',
          `got "${settings.storageBackend}": this version keeps messages in memory only; the stores come in a later one`,
        ),
      ]
    },
  ),
  rule(
    '`ARQONBUS_STORAGE_MODE=strict` needs a store with its URL, which memory is not.',
    ['storageBackend', 'storageMode'],
    function strictNeedsAStore({ settings }) {
      if (settings.storageMode !== 'strict' || settings.storageBackend !== 'memory') return []
      return [
        problem(
          'storageMode',
          'got "strict", which needs a store with its URL; memory is none, so it wants "degraded"',
        ),
      ]
    },
  ),
  rule(
    '`prod` needs a Valkey and a Postgres, unless `ARQONBUS_REQUIRE_DUAL_DATA_STACK=false`.',
    ['environment', 'requireDualDataStack'],
    function prodHasBothStores({ settings }) {
      if (settings.environment !== 'prod' || !settings.requireDualDataStack) return []
      const why =
        'prod wants a Valkey and a Postgres, and this version can use neither: set it to false to run prod from memory, where messages are gone with the process'
      return [problem('requireDualDataStack', why)]
    },
  ),
  rule(
    '`staging`, `prod` and `ARQONBUS_PREFLIGHT_STRICT=true` need `ARQONBUS_SERVER_HOST`, `ARQONBUS_SERVER_PORT` and `ARQONBUS_STORAGE_MODE` set explicitly.',
    ['environment', 'preflightStrict'],
    function strictSaysWhere({ settings, origins }) {
      if (settings.environment === 'dev' && !settings.preflightStrict) return []
      const why = settings.environment === 'dev' ? 'ARQONBUS_PREFLIGHT_STRICT=true' : settings.environment
      return (['serverHost', 'serverPort', 'storageMode'] as const)
        .filter((name) => origins.get(name) === 'default')
        .map((name) => problem(name, `must be set explicitly (${why})`))
    },
  ),
  rule('`prod` needs authentication.', ['environment', 'enableAuth'], function prodAsksWhoYouAre({ settings }) {
    if (settings.environment !== 'prod' || settings.enableAuth) return []
    return [problem('enableAuth', 'wants true: prod does not let everybody in')]
  }),
  rule(
    '`prod` does not start while `JWT_SKIP_VALIDATION` is set.',
    ['environment'],
    function prodValidatesTokens({ settings, skipsValidation }) {
      if (settings.environment !== 'prod' || !skipsValidation) return []
      return [{ setting: SKIP_VALIDATION_VARIABLE, message: 'is set: unset it, prod validates every token' }]
    },
  ),
]

/** The problems of all rules but those that would judge one of the `failed` settings by its default. */
export function brokenRules(judged: Judged, failed: ReadonlySet<SettingName>): Problem[] {
  return rules.filter(({ reads }) => !reads.some((name) => failed.has(name))).flatMap(({ check }) => check(judged))
}

function rule(says: string, reads: readonly SettingName[], check: Rule['check']): Rule {
  return { says, reads, check }
}

function problem(name: SettingName, message: string): Problem {
  return { setting: variableOf(name), message }
}

type SecretName = 'authJwtSecret' | 'authJwtSecretPrevious' | 'adminApiKey'

function givenSecrets(settings: Settings): (readonly [SecretName, string])[] {
  const names: readonly SecretName[] = ['authJwtSecret', 'authJwtSecretPrevious', 'adminApiKey']
  return names.flatMap((name) => {
    const value = settings[name]
    return value === undefined ? [] : [[name, value] as const]
  })
}

/** Whether two hosts can mean the same address; a wildcard means every one. */
function overlap(one: string, other: string): boolean {
  const wild = (host: string) => host === '0.0.0.0' || host === '::'
  return one === other || wild(one) || wild(other)
}
