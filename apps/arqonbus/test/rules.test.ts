import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readOptions } from '../src/options.js'
import { isDocumentedSecret } from '../src/settings/documented-secrets.js'

type Env = Record<string, string>

const SECRET = 'k'.repeat(32)
/** What prod starts with. Each test takes one thing away. */
const PROD: Env = {
  ARQONBUS_ENVIRONMENT: 'production',
  ARQONBUS_SERVER_HOST: '0.0.0.0',
  ARQONBUS_SERVER_PORT: '9100',
  ARQONBUS_STORAGE_MODE: 'degraded',
  ARQONBUS_ENABLE_AUTH: 'true',
  ARQONBUS_AUTH_JWT_SECRET: SECRET,
  ARQONBUS_REQUIRE_DUAL_DATA_STACK: 'false',
}

function refused(env: Env): string[] {
  return readOptions([], env).problems.map(({ setting }) => setting)
}

function warned(env: Env): string {
  return readOptions([], env).warnings.join('\n')
}

it('finds nothing wrong with the defaults', () => {
  expect(readOptions([], {})).toMatchObject({ problems: [], warnings: [] })
})

it('finds nothing wrong with a whole prod', () => {
  expect(readOptions([], PROD)).toMatchObject({ problems: [], warnings: [] })
})

describe('an open bus stays at home', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'bus.example'])('is refused on %s', (host) => {
    expect(refused({ ARQONBUS_SERVER_HOST: host })).toEqual(['ARQONBUS_SERVER_HOST', 'ARQONBUS_HTTP_HOST'])
  })

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'])('starts on %s', (host) => {
    expect(refused({ ARQONBUS_SERVER_HOST: host })).toEqual([])
  })

  it('is refused where only HTTP reaches further', () => {
    expect(refused({ ARQONBUS_HTTP_HOST: '0.0.0.0' })).toEqual(['ARQONBUS_HTTP_HOST'])
  })

  it('starts anywhere with authentication', () => {
    expect(
      refused({ ARQONBUS_SERVER_HOST: '0.0.0.0', ARQONBUS_ENABLE_AUTH: '1', ARQONBUS_AUTH_JWT_SECRET: SECRET }),
    ).toEqual([])
  })

  it('starts anywhere where somebody says so, with a warning', () => {
    const env = { ARQONBUS_SERVER_HOST: '0.0.0.0', ARQONBUS_ALLOW_INSECURE: 'true' }
    expect(refused(env)).toEqual([])
    expect(warned(env)).toContain('Everybody who can reach this machine is let in')
  })
})

describe('keys for tokens', () => {
  it('wants a secret for HS256', () => {
    expect(refused({ ARQONBUS_ENABLE_AUTH: 'true' })).toEqual(['ARQONBUS_AUTH_JWT_SECRET'])
  })

  it.each(['RS256', 'ES256', 'EdDSA', 'eddsa,rs256'])('wants a public key for %s, whatever the secret', (algorithm) => {
    const env = {
      ARQONBUS_ENABLE_AUTH: 'true',
      ARQONBUS_AUTH_JWT_ALGORITHM: algorithm,
      ARQONBUS_AUTH_JWT_SECRET: SECRET,
    }
    expect(refused(env)).toEqual(['ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE'])
  })

  it('wants both for both', () => {
    expect(refused({ ARQONBUS_ENABLE_AUTH: 'true', ARQONBUS_AUTH_JWT_ALGORITHM: 'HS256,RS256' })).toEqual([
      'ARQONBUS_AUTH_JWT_SECRET',
      'ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE',
    ])
  })

  it('takes a key set in place of a public key, but not both', () => {
    const env = {
      ARQONBUS_ENABLE_AUTH: 'true',
      ARQONBUS_AUTH_JWT_ALGORITHM: 'RS256',
      ARQONBUS_AUTH_JWKS_URL: 'https://keys.example/jwks.json',
    }
    expect(refused(env)).toEqual([])
    expect(refused({ ...env, ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE: 'key.pem' })).toEqual(['ARQONBUS_AUTH_JWKS_URL'])
  })

  it('fetches keys over https, or from this machine', () => {
    expect(refused({ ARQONBUS_AUTH_JWKS_URL: 'http://keys.example/jwks.json' })).toEqual(['ARQONBUS_AUTH_JWKS_URL'])
    expect(refused({ ARQONBUS_AUTH_JWKS_URL: 'http://127.0.0.1:1234/jwks.json' })).toEqual([])
  })

  it('warns where keys are given and nobody is asked for a token', () => {
    expect(warned({ ARQONBUS_AUTH_JWT_SECRET: SECRET })).toContain('ARQONBUS_ENABLE_AUTH is not true')
  })
})

describe('secrets', () => {
  const staging = { ...PROD, ARQONBUS_ENVIRONMENT: 'staging' }
  const short = 'é'.repeat(15)

  it.each(['ARQONBUS_AUTH_JWT_SECRET', 'ARQONBUS_AUTH_JWT_SECRET_PREVIOUS'])(
    '%s has 32 bytes outside dev',
    (variable) => {
      expect(refused({ ...staging, [variable]: short })).toEqual([variable])
      expect(refused({ ...staging, [variable]: 'é'.repeat(16) })).toEqual([])
    },
  )

  it('the key of the administration has 16 bytes outside dev', () => {
    expect(refused({ ...staging, ARQONBUS_ADMIN_API_KEY: 'x'.repeat(15) })).toEqual(['ARQONBUS_ADMIN_API_KEY'])
  })

  it('a short one is a warning in dev', () => {
    const env = { ARQONBUS_ENABLE_AUTH: 'true', ARQONBUS_AUTH_JWT_SECRET: short }
    expect(refused(env)).toEqual([])
    expect(warned(env)).toContain('fewer than 32 bytes')
  })

  it('one that stands in the documentation is refused in prod alone', () => {
    const known = { ARQONBUS_AUTH_JWT_SECRET: 'an-example-secret-of-at-least-32-bytes' }
    expect(refused({ ...PROD, ...known })).toEqual(['ARQONBUS_AUTH_JWT_SECRET'])
    expect(refused({ ...staging, ...known })).toEqual([])
  })

  it('every one in our pages is known as such', () => {
    expect(secretsInPages().filter((secret) => !isDocumentedSecret(secret))).toEqual([])
  })

  it('are told in no problem', () => {
    const { problems, warnings } = readOptions([], {
      ...PROD,
      ARQONBUS_AUTH_JWT_SECRET: 'hunter2',
      ARQONBUS_ADMIN_API_KEY: 'hunter3',
    })
    expect(problems).toHaveLength(2)
    expect(JSON.stringify([problems, warnings])).not.toMatch(/hunter/)
  })
})

describe('TLS', () => {
  it.each([
    [{ ARQONBUS_TLS_CERT_FILE: 'c' }, 'ARQONBUS_TLS_KEY_FILE'],
    [{ ARQONBUS_TLS_KEY_FILE: 'k' }, 'ARQONBUS_TLS_CERT_FILE'],
    [{ ARQONBUS_TLS_CLIENT_CA_FILE: 'a' }, 'ARQONBUS_TLS_CLIENT_CA_FILE'],
  ])('%j is half of it', (env, missing) => {
    expect(refused(env)).toEqual([missing])
  })
})

describe('ports', () => {
  it('are two', () => {
    expect(refused({ ARQONBUS_SERVER_PORT: '9100', ARQONBUS_HTTP_PORT: '9100' })).toEqual(['ARQONBUS_HTTP_PORT'])
  })

  it('may both be any, or one number on two addresses', () => {
    expect(refused({ ARQONBUS_SERVER_PORT: '0', ARQONBUS_HTTP_PORT: '0' })).toEqual([])
    expect(refused({ ARQONBUS_HTTP_PORT: '9100', ARQONBUS_HTTP_HOST: '127.0.0.2' })).toEqual([])
  })
})

it('wants a queue that holds the largest message', () => {
  expect(refused({ ARQONBUS_MAX_MESSAGE_SIZE: '2MiB' })).toEqual(['ARQONBUS_OUTBOUND_QUEUE_BYTES'])
})

describe('stores', () => {
  it.each(['valkey', 'valkey_streams', 'redis', 'redis_streams', 'postgres', 'postgresql'])(
    '%s is honestly refused',
    (backend) => {
      expect(refused({ ARQONBUS_STORAGE_BACKEND: backend })).toEqual(['ARQONBUS_STORAGE_BACKEND'])
    },
  )

  it('strict needs one', () => {
    expect(refused({ ARQONBUS_STORAGE_MODE: 'strict' })).toEqual(['ARQONBUS_STORAGE_MODE'])
  })
})

describe('what staging, prod and a strict dev must say', () => {
  const explicit = ['ARQONBUS_SERVER_HOST', 'ARQONBUS_SERVER_PORT', 'ARQONBUS_STORAGE_MODE']

  it.each([{ ARQONBUS_ENVIRONMENT: 'staging' }, { ARQONBUS_PREFLIGHT_STRICT: 'true' }])('with %j', (env) => {
    expect(refused(env)).toEqual(explicit)
  })

  it('wants them even where they have the default value', () => {
    const env = { ARQONBUS_SERVER_HOST: '127.0.0.1', ARQONBUS_SERVER_PORT: '9100', ARQONBUS_STORAGE_MODE: 'degraded' }
    expect(refused({ ...env, ARQONBUS_PREFLIGHT_STRICT: 'true' })).toEqual([])
  })
})

describe('prod', () => {
  it.each([
    ['without both stores', { ARQONBUS_REQUIRE_DUAL_DATA_STACK: '' }, ['ARQONBUS_REQUIRE_DUAL_DATA_STACK']],
    ['without a host', { ARQONBUS_SERVER_HOST: '' }, ['ARQONBUS_SERVER_HOST']],
    [
      'without authentication, on loopback',
      { ARQONBUS_ENABLE_AUTH: 'no', ARQONBUS_SERVER_HOST: '127.0.0.1' },
      ['ARQONBUS_ENABLE_AUTH'],
    ],
    [
      'with authentication off although insecure is allowed',
      { ARQONBUS_ENABLE_AUTH: 'no', ARQONBUS_ALLOW_INSECURE: '1' },
      ['ARQONBUS_ENABLE_AUTH'],
    ],
    ['with validation skipped', { JWT_SKIP_VALIDATION: '1' }, ['JWT_SKIP_VALIDATION']],
  ])('does not start %s', (_what, env, settings) => {
    expect(refused({ ...PROD, ...env })).toEqual(settings)
  })

  it('tells everything that is wrong at once', () => {
    expect(
      refused({ ARQONBUS_ENVIRONMENT: 'prod', JWT_SKIP_VALIDATION: 'yes', ARQONBUS_ADMIN_API_KEY: 'short' }).sort(),
    ).toEqual([
      'ARQONBUS_ADMIN_API_KEY',
      'ARQONBUS_ENABLE_AUTH',
      'ARQONBUS_REQUIRE_DUAL_DATA_STACK',
      'ARQONBUS_SERVER_HOST',
      'ARQONBUS_SERVER_PORT',
      'ARQONBUS_STORAGE_MODE',
      'JWT_SKIP_VALIDATION',
    ])
  })

  it('has rate limits of its own, which dev has not', () => {
    expect(readOptions([], PROD).settings.rateLimitMessagesPerSecond).toBe(1000)
    expect(readOptions([], {}).settings.rateLimitMessagesPerSecond).toBe(0)
  })
})

it('warns that the old switch which skips validation does nothing', () => {
  expect(warned({ JWT_SKIP_VALIDATION: '1' })).toContain('tokens are always validated')
})

/** What follows `…SECRET=`, `…SECRET_PREVIOUS=`, `ADMIN_API_KEY=` or `--secret` in our pages. Placeholders (`…`, `$X`, `<x>`) are none. */
function secretsInPages(): string[] {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const pages = ['.', 'docs', 'packages', 'apps', 'examples', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  )
  const example =
    /(?:JWT_SECRET|SECRET_PREVIOUS|ADMIN_API_KEY)=["']?([^\s"'`|…$<]+)|--(?:auth-jwt-)?secret[ =]["']?([^\s"'`|…$<-][^\s"'`|]*)/g
  return pages.flatMap((page) => [...page.matchAll(example)].map((match) => match[1] ?? match[2] ?? ''))
}
