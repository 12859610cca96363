import * as v from 'valibot'
import { boolean, httpUrl, list, oneOf, path, secret, text } from './kinds.js'
import { setting } from './setting.js'

const group = 'Who may come in'

/** The signature algorithms that tokens may have. `none` is not among them, and cannot be. */
const algorithm = oneOf(['HS256', 'RS256', 'ES256', 'EdDSA'])

export const access = {
  enableAuth: setting(v.optional(boolean, false), {
    variable: 'ARQONBUS_ENABLE_AUTH',
    group,
    help: 'Everybody needs a valid token. Off: everybody is let in, as tenant `default`.',
  }),
  authJwtAlgorithm: setting(
    v.optional(list(algorithm, 'out of HS256, RS256, ES256, EdDSA, with commas between'), ['HS256']),
    {
      variable: 'ARQONBUS_AUTH_JWT_ALGORITHM',
      group,
      help: 'The signature algorithms that tokens may have, with commas between: HS256, RS256, ES256, EdDSA.',
    },
  ),
  authJwtSecret: setting(v.optional(secret('text')), {
    variable: 'ARQONBUS_AUTH_JWT_SECRET',
    group,
    secret: true,
    help: 'The shared secret of HS256; at least 32 bytes outside dev.',
  }),
  authJwtSecretPrevious: setting(v.optional(secret('text')), {
    variable: 'ARQONBUS_AUTH_JWT_SECRET_PREVIOUS',
    group,
    secret: true,
    help: 'The secret before this one: tokens signed with it stay valid while the secret is being changed.',
  }),
  authJwtPublicKeyFile: setting(v.optional(path), {
    variable: 'ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE',
    group,
    help: 'The public key of RS256, ES256 or EdDSA in PEM.',
  }),
  authJwksUrl: setting(v.optional(httpUrl), {
    variable: 'ARQONBUS_AUTH_JWKS_URL',
    group,
    help: 'Where the public keys of RS256, ES256 and EdDSA are fetched as a JSON Web Key Set.',
  }),
  authIssuer: setting(v.optional(text('text')), {
    variable: 'ARQONBUS_AUTH_ISSUER',
    group,
    help: 'What `iss` of a token must be.',
  }),
  authAudience: setting(v.optional(text('text')), {
    variable: 'ARQONBUS_AUTH_AUDIENCE',
    group,
    help: 'What must be in `aud` of a token.',
  }),
  anonymousRole: setting(v.optional(oneOf(['user', 'admin', 'operator']), 'user'), {
    variable: 'ARQONBUS_ANONYMOUS_ROLE',
    group,
    help: 'The role of everybody where authentication is off.',
  }),
  adminApiKey: setting(v.optional(secret('text')), {
    variable: 'ARQONBUS_ADMIN_API_KEY',
    group,
    secret: true,
    help: 'What `x-api-key` must be to administer the bus over HTTP, beside the token of an admin.',
  }),
}
