import type { KeyObject } from 'node:crypto'
import { type CryptoKey, compactVerify, errors } from 'jose'
import { identityOf } from './auth/claims.js'
import { RemoteKeys } from './auth/jwks.js'
import { type Algorithm, type KeySource, publicKeySource, secretSource } from './auth/keys.js'
import { type AuthOptions, type CheckedOptions, checkOptions } from './auth/options.js'
import { refusal } from './auth/refusal.js'
import { readJson, readToken } from './auth/token.js'
import type { Clock } from './clock.js'
import type { Authenticator, Identity } from './identity.js'

export type { AuthOptions } from './auth/options.js'

/**
 * Turns signed tokens (JWT in a compact JWS: RFC 7519, RFC 7515) into identities, by the rules of RFC 8725.
 *
 * A token's header chooses among the configured algorithms, and the algorithm alone decides which keys are tried:
 * secrets for HS256, public keys for the others. So no public key can ever be taken for a secret.
 *
 * @throws BusError `VALIDATION_ERROR` where the options do not fit each other
 */
export function createAuthenticator(options: AuthOptions): Authenticator {
  const { clock } = options
  const checked = checkOptions(options)
  const secrets = secretSource(checked.secrets)
  const publicKeys = publicKeysFor(checked, clock)
  return {
    async authenticate(token) {
      const { algorithm, kid, payload } = readToken(token, checked.algorithms)
      const source = algorithm === 'HS256' ? secrets : publicKeys
      await verify(token, algorithm, await source.keys(algorithm, kid))
      return identityOf(readJson(payload, 'payload'), checked, clock.now())
    },
    close() {
      secrets.close()
      publicKeys.close()
    },
  }
}

/**
 * The identity of a connection after `auth.refresh`.
 *
 * @throws BusError `AUTHENTICATION_FAILED` where the new token speaks of somebody else
 */
export function refreshedIdentity(old: Identity, fresh: Identity): Identity {
  if (fresh.subject !== old.subject) throw refusal('The new token is for another subject')
  if (fresh.tenant !== old.tenant) throw refusal('The new token is for another tenant')
  return fresh
}

function publicKeysFor({ jwksUrl, publicKeyPem }: CheckedOptions, clock: Clock): KeySource {
  return jwksUrl === undefined ? publicKeySource(publicKeyPem ?? []) : new RemoteKeys(jwksUrl, clock)
}

async function verify(token: string, algorithm: Algorithm, keys: readonly (CryptoKey | KeyObject)[]): Promise<void> {
  let failure: unknown
  for (const key of keys) {
    try {
      await compactVerify(token, key, { algorithms: [algorithm] })
      return
    } catch (error) {
      failure = error
    }
  }
  if (failure instanceof errors.JWSSignatureVerificationFailed) throw refusal('The signature does not match', failure)
  throw refusal('The token cannot be verified with the keys of this bus', failure)
}
