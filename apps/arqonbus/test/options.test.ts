import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { describeConfiguration, parseOptions } from '../src/index.js'
import { readOptions } from '../src/options.js'

const folder = mkdtempSync(join(tmpdir(), 'arqonbus-options-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function problems(argv: string[], env: Record<string, string> = {}): string[] {
  return readOptions(argv, env).problems.map(({ setting, message }) => `${setting}: ${message}`)
}

describe('where a value comes from', () => {
  const config = file('order.json', '{ "server-port": 3000, "http-port": 3001, "max-connections": 3002 }')

  it('takes a flag before the environment, that before the file, that before the default', () => {
    const env = { ARQONBUS_SERVER_PORT: '2000', ARQONBUS_HTTP_PORT: '2001' }
    const { settings, origins } = parseOptions(['--server-port', '1000', '--config', config], env)
    const found = (['serverPort', 'httpPort', 'maxConnections', 'maxMessageSize'] as const).map((name) => [
      settings[name],
      origins.get(name),
    ])
    expect(found).toEqual([
      [1000, 'flag'],
      [2001, 'environment'],
      [3002, 'file'],
      [1_048_576, 'default'],
    ])
  })

  it('finds the file through ARQONBUS_CONFIG too', () => {
    expect(parseOptions([], { ARQONBUS_CONFIG: config }).settings.serverPort).toBe(3000)
  })

  it('takes an empty variable for none', () => {
    const { settings, origins } = parseOptions([], { ARQONBUS_SERVER_PORT: '' })
    expect([settings.serverPort, origins.get('serverPort')]).toEqual([9100, 'default'])
  })

  it('serves HTTP where WebSockets are served, unless told otherwise', () => {
    expect(parseOptions(['--server-host', '127.0.0.2'], {}).settings.httpHost).toBe('127.0.0.2')
  })
})

describe('how values may be written', () => {
  it.each(['true', '1', 'yes', 'on', 'TRUE', ' Yes '])('takes %j for true', (word) => {
    expect(parseOptions([], { ARQONBUS_COMPRESSION: word }).settings.compression).toBe(true)
  })

  it.each(['false', '0', 'no', 'off', 'OFF'])('takes %j for false', (word) => {
    expect(parseOptions([], { ARQONBUS_ENABLE_PERSISTENCE: word }).settings.enablePersistence).toBe(false)
  })

  it('takes a flag without a value for true, and its no- form for false', () => {
    const { settings } = parseOptions(['--compression', '--no-auto-create-channels'], {})
    expect([settings.compression, settings.autoCreateChannels]).toEqual([true, false])
  })

  it.each([
    ['2097152', 2_097_152],
    ['2MiB', 2_097_152],
    ['64 kib', 65_536],
    ['4096b', 4096],
  ])('takes %j for a size', (text, bytes) => {
    expect(
      parseOptions(['--max-message-size', text, '--outbound-queue-bytes', '4MiB'], {}).settings.maxMessageSize,
    ).toBe(bytes)
  })

  it('takes durations in seconds, with fractions', () => {
    expect(parseOptions([], { ARQONBUS_DRAIN_SECONDS: '0.5' }).settings.drainSeconds).toBe(0.5)
  })

  it('takes lists with commas between, as repeated flags, or as JSON', () => {
    const origins = ['https://a.example', 'https://b.example:8443']
    const json = file('origins.json', JSON.stringify({ 'allowed-origins': origins }))
    expect(
      parseOptions([], { ARQONBUS_ALLOWED_ORIGINS: ' https://a.example/, https://b.example:8443 ' }).settings
        .allowedOrigins,
    ).toEqual(origins)
    expect(
      parseOptions(
        origins.flatMap((origin) => ['--allowed-origins', origin]),
        {},
      ).settings.allowedOrigins,
    ).toEqual(origins)
    expect(parseOptions(['--config', json], {}).settings.allowedOrigins).toEqual(origins)
  })

  it.each([
    ['development', 'dev'],
    ['Staging', 'staging'],
  ])('knows the environment %j', (word, environment) => {
    const env = { ARQONBUS_SERVER_HOST: '127.0.0.1', ARQONBUS_SERVER_PORT: '9100', ARQONBUS_STORAGE_MODE: 'degraded' }
    expect(parseOptions([], { ...env, ARQONBUS_ENVIRONMENT: word }).settings.environment).toBe(environment)
  })
})

describe('wrong values', () => {
  it('are all told at once: the name, what it got and what it wants', () => {
    const config = file('wrong.json', '{ "max-connections": -1 }')
    const env = { ARQONBUS_SERVER_PORT: '99999', ARQONBUS_COMPRESSION: 'maybe', ARQONBUS_LOG_LEVEL: 'loud' }
    expect(problems(['--max-message-size', '1parsec', '--config', config], env)).toEqual([
      'ARQONBUS_SERVER_PORT: got "99999", wants a port from 0 to 65535 (0: any free one)',
      `max-connections in ${config} (ARQONBUS_MAX_CONNECTIONS): got -1, wants a whole number from 1 to 1000000`,
      '--max-message-size (ARQONBUS_MAX_MESSAGE_SIZE): got "1parsec", wants a size from 1KiB to 64MiB, in bytes or as 64KiB, 1MiB',
      'ARQONBUS_COMPRESSION: got "maybe", wants true or false (also 1, yes, on, 0, no, off)',
      'ARQONBUS_LOG_LEVEL: got "loud", wants one of fatal, error, warn, info, debug, trace, silent',
    ])
  })

  it('are told together with what does not fit together', () => {
    expect(problems([], { ARQONBUS_SERVER_PORT: 'x', ARQONBUS_TLS_CERT_FILE: 'cert.pem' })).toEqual([
      expect.stringContaining('ARQONBUS_SERVER_PORT'),
      expect.stringContaining('ARQONBUS_TLS_KEY_FILE'),
    ])
  })

  it.each([
    ['ARQONBUS_SERVER_PORT', '0x10'],
    ['ARQONBUS_SERVER_PORT', '-1'],
    ['ARQONBUS_SERVER_PORT', '80.5'],
    ['ARQONBUS_SERVER_HOST', 'http://here'],
    ['ARQONBUS_MAX_MESSAGE_SIZE', '1MB'],
    ['ARQONBUS_MAX_MESSAGE_SIZE', '1GiB'],
    ['ARQONBUS_PING_INTERVAL_SECONDS', '20s'],
    ['ARQONBUS_ALLOWED_ORIGINS', 'https://a.example/path'],
    ['ARQONBUS_ALLOWED_ORIGINS', 'a.example'],
    ['ARQONBUS_TRUSTED_PROXIES', 'proxy.example'],
    ['ARQONBUS_AUTH_JWT_ALGORITHM', 'none'],
    ['ARQONBUS_AUTH_JWT_ALGORITHM', 'HS256,none'],
    ['ARQONBUS_AUTH_JWKS_URL', 'file:///etc/passwd'],
    ['ARQONBUS_AUTH_JWKS_URL', 'https://user:pass@keys.example/jwks'],
    ['ARQONBUS_ANONYMOUS_ROLE', 'root'],
    ['ARQONBUS_STORAGE_MODE', 'lax'],
    ['ARQONBUS_NODE_ID', 'a b'],
  ])('%s=%s is refused', (variable, value) => {
    expect(problems([], { [variable]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${variable}: got .*, wants `)),
    ])
  })

  it('refuses a flag that is given twice, unless it is a list', () => {
    expect(problems(['--server-port', '1', '--server-port', '2'])).toEqual([
      expect.stringContaining('got "1,2", wants a port'),
    ])
  })

  it('throws the same problems as one error with a code', () => {
    expect(() => parseOptions(['--server-port', 'x'], {})).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: { errors: [{ path: expect.stringContaining('ARQONBUS_SERVER_PORT'), message: expect.any(String) }] },
      }),
    )
  })
})

describe('the configuration file', () => {
  it.each([
    ['a missing one', join(folder, 'nowhere.json'), 'cannot be read'],
    ['one that is not JSON', file('broken.json', '{ "auth-jwt-secret": "hunter2" '), 'wants a JSON object of settings'],
    ['one that is a list', file('list.json', '["hunter2"]'), 'wants a JSON object of settings'],
  ])('refuses %s and quotes nothing of it', (_what, path, message) => {
    expect(problems(['--config', path])).toEqual([`--config ${path}: ${message}`])
  })

  it('refuses a key that is no setting, and names the nearest', () => {
    const path = file('typo.json', '{ "$schema": "x", "server-prot": 1, "constructor": 2 }')
    expect(problems(['--config', path])).toEqual([
      `server-prot in ${path}: is not a setting of this version; did you mean server-port?`,
      `constructor in ${path}: is not a setting of this version`,
    ])
  })

  it('takes null for not given', () => {
    expect(parseOptions(['--config', file('null.json', '{ "server-port": null }')], {}).origins.get('serverPort')).toBe(
      'default',
    )
  })
})

describe('names that nobody knows', () => {
  const warnings = (env: Record<string, string>) => readOptions([], env).warnings

  it('are a warning with the nearest name where they are variables', () => {
    expect(warnings({ ARQONBUS_SERVER_PROT: '1', ARQONBUS_ZZZZZZ: '1', PATH: '/bin' })).toEqual([
      'ARQONBUS_SERVER_PROT is not a variable of this version; did you mean ARQONBUS_SERVER_PORT?',
      'ARQONBUS_ZZZZZZ is not a variable of this version',
    ])
  })

  it('never have their value told', () => {
    expect(warnings({ ARQONBUS_AUTH_JWT_SECRETS: 'hunter2' }).join()).not.toContain('hunter2')
  })

  it.each(['ARQONBUS_WS_URL', 'ARQONBUS_HTTP_URL', 'ARQONBUS_AUTH_JWT', 'ARQONBUS_CONFIG'])(
    '%s is no stranger',
    (variable) => {
      const config = file('empty.json', '{}')
      expect(warnings({ [variable]: variable === 'ARQONBUS_CONFIG' ? config : 'x' })).toEqual([])
    },
  )

  it.each([
    ['ARQONBUS_VALKEY_URL', 'the Valkey store'],
    ['ARQONBUS_REDIS_URL', 'the Valkey store'],
    ['ARQONBUS_POSTGRES_PASSWORD', 'the Postgres store'],
    ['ARQONBUS_DATA_DIR', 'the embedded durable store'],
    ['ARQONBUS_TELEMETRY_PORT', 'the telemetry stream'],
    ['ARQONBUS_CASIL_MODE', 'CASIL'],
    ['ARQONBUS_OMEGA_ENABLED', 'Tier-Omega'],
    ['ARQONBUS_OPERATOR_AUTH_TOKEN', 'operator groups'],
    ['ARQONBUS_WEBHOOK_ALLOW_PRIVATE', 'webhooks'],
  ])('%s is told to have no effect yet', (variable, part) => {
    expect(warnings({ [variable]: 'something' })).toEqual([`${variable} has no effect: ${part} is not in this version`])
  })

  it('say nothing where they only turn off what is not there', () => {
    expect(
      warnings({ ARQONBUS_OMEGA_ENABLED: 'false', ARQONBUS_ENABLE_TELEMETRY: '0', ARQONBUS_VALKEY_URL: '' }),
    ).toEqual([])
  })

  it('stop the start where they are flags, without repeating what was given to them', () => {
    expect(problems(['--auth-jwt-sekret', 'hunter2', '--data', './data'])).toEqual([
      'command line: --auth-jwt-sekret is not a flag of this version; did you mean --auth-jwt-secret?',
      'command line: --data cannot be used: the embedded durable store is not in this version',
    ])
  })

  it('stop the start where they are commands', () => {
    expect(problems(['preflihgt'])).toEqual(['command line: preflihgt is not a command; did you mean preflight?'])
    expect(problems(['config', 'hunter2'])).toEqual([expect.not.stringContaining('hunter2')])
  })
})

describe('the reference of the configuration', () => {
  const reference = describeConfiguration()
  const rows = reference.groups.flatMap(({ settings }) => settings)

  it('has each variable and flag once', () => {
    expect(new Set(rows.map((row) => row.variable)).size).toBe(rows.length)
    expect(new Set(rows.map((row) => row.flag)).size).toBe(rows.length)
  })

  it('says of each setting what it wants and what it is for', () => {
    expect(rows.filter((row) => row.wants === '' || row.wants.startsWith('Invalid') || row.help === '')).toEqual([])
  })

  it('shows a default that is what is in force, where one stands', () => {
    const { settings } = parseOptions([], {})
    const shown = rows.find((row) => row.variable === 'ARQONBUS_MAX_MESSAGE_SIZE')?.shownDefault
    expect([shown, settings.maxMessageSize]).toEqual(['1MiB', 1_048_576])
  })
})
