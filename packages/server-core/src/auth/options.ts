import { type ErrorDetail, toDetail, validationError } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { Clock } from '../clock.js'
import { type Algorithm, algorithms, readPublicKeys } from './keys.js'

/** Which tokens are believed. */
export interface AuthOptions {
  /** What a token may be signed with: nothing else is accepted, whatever its header says. */
  readonly algorithms: readonly Algorithm[]
  /** For HS256; several while one takes over from the other: each is tried. */
  readonly secrets?: readonly string[] | undefined
  /** For the others: PEM blocks `BEGIN PUBLIC KEY`, or the JSON text of a JWK or JWK set. */
  readonly publicKeyPem?: string | undefined
  /** For the others, in place of `publicKeyPem`: where a JWK set is fetched (http or https). */
  readonly jwksUrl?: string | undefined
  /** What `iss` must be; absent: anything. */
  readonly issuer?: string | undefined
  /** What `aud` must name; absent: anything. */
  readonly audience?: string | undefined
  /** How far the issuer's clock may be from this one's, for `exp` and `nbf`: 0 to 300, by default 5. */
  readonly clockToleranceSeconds?: number | undefined
  /** Refuse tokens that never expire. By default they are accepted. */
  readonly requireExpiry?: boolean | undefined
  readonly clock: Clock
}

const notEmpty = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'))

const publicKeys = v.pipe(
  v.string('must be a string'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return readPublicKeys(dataset.value)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : 'cannot be read' })
      return NEVER
    }
  }),
)

const jwksUrl = v.pipe(
  v.string('must be a string'),
  v.check(isKeyServer, 'must be an http or https URL without user and password'),
  v.transform((text) => new URL(text)),
)

const optionsSchema = v.object({
  algorithms: v.pipe(
    v.array(v.picklist(algorithms, `must be one of ${algorithms.join(', ')}`), 'must be a list'),
    v.nonEmpty('must name at least one algorithm'),
  ),
  secrets: v.optional(v.array(notEmpty, 'must be a list'), []),
  publicKeyPem: v.optional(publicKeys),
  jwksUrl: v.optional(jwksUrl),
  issuer: v.optional(notEmpty),
  audience: v.optional(notEmpty),
  clockToleranceSeconds: v.optional(
    v.pipe(v.number('must be a number'), v.minValue(0, 'must be at least 0'), v.maxValue(300, 'must be at most 300')),
    5,
  ),
  requireExpiry: v.optional(v.boolean('must be true or false'), false),
})
/** Options that fit each other: keys read, defaults filled in. */
export type CheckedOptions = v.InferOutput<typeof optionsSchema>

const TITLE = 'Authentication cannot be set up'

/** @throws BusError `VALIDATION_ERROR` with every rule that the options break */
export function checkOptions(options: AuthOptions): CheckedOptions {
  const result = v.safeParse(optionsSchema, options)
  if (!result.success) throw validationError(result.issues.map(toDetail), TITLE)
  const errors = [secretsAreThere, secretsAreSecret, keysAreThere].flatMap((rule) => rule(result.output, options))
  if (errors.length > 0) throw validationError(errors, TITLE)
  return result.output
}

function secretsAreThere({ algorithms, secrets }: CheckedOptions): ErrorDetail[] {
  if (!algorithms.includes('HS256') || secrets.length > 0) return []
  return [{ path: 'secrets', message: 'HS256 needs a secret' }]
}

/** What everybody may read signs nothing: with a public key for its secret, anybody could make HS256 tokens. */
function secretsAreSecret({ secrets }: CheckedOptions, { publicKeyPem }: AuthOptions): ErrorDetail[] {
  const message = 'is the text of a key, which others know: HS256 needs a random secret of its own'
  const known = (publicKeyPem ?? '').split(/-----END [A-Z ]+-----/).map(bare)
  return secrets.flatMap((secret, index) =>
    secret.includes('-----BEGIN ') || known.includes(bare(secret)) ? [{ path: `secrets.${index}`, message }] : [],
  )
}

/** Without the armour and line breaks of PEM. */
function bare(text: string): string {
  return text.replace(/-----(?:BEGIN|END) [A-Z ]+-----|\s/g, '')
}

function keysAreThere({ algorithms, publicKeyPem, jwksUrl }: CheckedOptions): ErrorDetail[] {
  if (publicKeyPem !== undefined && jwksUrl !== undefined) {
    return [{ path: 'jwksUrl', message: 'must not be given together with publicKeyPem' }]
  }
  if (jwksUrl !== undefined) return []
  return algorithms
    .filter((algorithm) => algorithm !== 'HS256' && !publicKeyPem?.some((key) => key.algorithm === algorithm))
    .map((algorithm) => ({
      path: 'publicKeyPem',
      message:
        publicKeyPem === undefined
          ? `${algorithm} needs a public key or the URL of a key set`
          : `holds no key that ${algorithm} can use`,
    }))
}

/** A URL with a password could not be fetched, and would stand in logs. */
function isKeyServer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}
