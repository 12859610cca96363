import { Buffer } from 'node:buffer'
import { isLoopback } from './loopback.js'
import type { Judged } from './rules.js'
import { SKIP_VALIDATION_VARIABLE } from './settings/sources.js'

/** What stops nothing, but somebody would want to know: one sentence each. */
export function cautions({ settings, skipsValidation }: Judged): string[] {
  const secretLength = settings.authJwtSecret === undefined ? undefined : Buffer.byteLength(settings.authJwtSecret)
  const open = !(isLoopback(settings.serverHost) && isLoopback(settings.httpHost))
  const hasKeys =
    secretLength !== undefined || settings.authJwtPublicKeyFile !== undefined || settings.authJwksUrl !== undefined
  const said: [boolean, string][] = [
    [
      hasKeys && !settings.enableAuth,
      'Keys for authentication are given, but ARQONBUS_ENABLE_AUTH is not true: everybody is let in',
    ],
    [
      open && !settings.enableAuth && settings.allowInsecure,
      'Everybody who can reach this machine is let in (ARQONBUS_ALLOW_INSECURE=true)',
    ],
    [
      settings.environment === 'dev' && secretLength !== undefined && secretLength < 32,
      'ARQONBUS_AUTH_JWT_SECRET has fewer than 32 bytes: staging and prod refuse it',
    ],
    [
      settings.environment === 'prod' && settings.allowedOrigins.includes('*'),
      'ARQONBUS_ALLOWED_ORIGINS has *: the pages of every site may open connections',
    ],
    [
      skipsValidation && settings.environment !== 'prod',
      `${SKIP_VALIDATION_VARIABLE} has no effect: tokens are always validated`,
    ],
  ]
  return said.filter(([applies]) => applies).map(([, sentence]) => sentence)
}
