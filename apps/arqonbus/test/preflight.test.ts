import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkNode, checkOpenFiles, openFileLimit } from '../src/checks/machine.js'
import { checkTls } from '../src/checks/tls.js'
import { readOptions } from '../src/options.js'
import { preflight } from '../src/preflight.js'
import { makeCertificate } from './certificate.js'

const folder = mkdtempSync(join(tmpdir(), 'arqonbus-preflight-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const ANY_PORTS = { ARQONBUS_SERVER_PORT: '0', ARQONBUS_HTTP_PORT: '0' }

async function look(env: Record<string, string>) {
  return preflight(readOptions([], { ...ANY_PORTS, ...env }))
}

async function failures(env: Record<string, string>): Promise<string[]> {
  const findings = await look(env)
  return findings.filter(({ outcome }) => outcome === 'fail').map(({ detail }) => detail)
}

function settings(env: Record<string, string>) {
  return readOptions([], env).settings
}

it('lets the defaults pass, check by check', async () => {
  const findings = await look({})
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['configuration', 'Node.js', 'WebSocket port', 'HTTP port', 'TLS', 'authentication']),
  )
  expect(findings.filter(({ outcome }) => outcome === 'fail')).toEqual([])
})

it('shows every failure, of the configuration and of everything that can still be looked at', async () => {
  const nowhere = join(folder, 'nowhere.pem')
  const wrong = { ARQONBUS_LOG_LEVEL: 'loud', ARQONBUS_TLS_CERT_FILE: nowhere, ARQONBUS_TLS_KEY_FILE: nowhere }
  expect(await failures({ ...wrong, ARQONBUS_SERVER_HOST: '192.0.2.1', ARQONBUS_ALLOW_INSECURE: 'true' })).toEqual([
    expect.stringContaining('ARQONBUS_LOG_LEVEL'),
    '192.0.2.1 is no address of this machine: choose another with ARQONBUS_SERVER_HOST',
    '192.0.2.1 is no address of this machine: choose another with ARQONBUS_HTTP_HOST',
    `ARQONBUS_TLS_CERT_FILE: ${nowhere} cannot be read`,
    `ARQONBUS_TLS_KEY_FILE: ${nowhere} cannot be read`,
  ])
})

it('passes on what is unwise as a warning', async () => {
  expect(await look({ ARQONBUS_SERVER_PROT: '1' })).toContainEqual({
    check: 'configuration',
    outcome: 'warn',
    detail: expect.stringContaining('did you mean ARQONBUS_SERVER_PORT?'),
  })
})

describe('ports', () => {
  it('that are taken fail, with the variable to change; those that are free are free afterwards', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    try {
      expect(await failures({ ARQONBUS_HTTP_PORT: String(port) })).toEqual([
        `port ${port} on 127.0.0.1 is in use: end what uses it, or choose another with ARQONBUS_HTTP_PORT`,
      ])
    } finally {
      await new Promise((resolve) => taken.close(resolve))
    }
    expect(await failures({ ARQONBUS_HTTP_PORT: String(port) })).toEqual([])
    expect(await failures({ ARQONBUS_HTTP_PORT: String(port) })).toEqual([])
  })
})

describe('TLS', () => {
  const now = Date.parse('2026-06-01T00:00:00Z')
  const good = makeCertificate({ from: new Date('2026-01-01'), to: new Date('2027-01-01') })
  const cert = file('cert.pem', good.cert)
  const key = file('key.pem', good.key)
  const env = { ARQONBUS_TLS_CERT_FILE: cert, ARQONBUS_TLS_KEY_FILE: key }
  const found = (change: Record<string, string>, at = now) => checkTls(settings({ ...env, ...change }), at)

  it('passes with a certificate and its key', () => {
    expect(found({})).toEqual([{ check: 'TLS', outcome: 'pass', detail: 'the certificate is good for 214 more days' }])
  })

  it('passes with an authority for clients', () => {
    expect(found({ ARQONBUS_TLS_CLIENT_CA_FILE: cert })).toMatchObject([{ outcome: 'pass' }])
  })

  it('warns two weeks before the end', () => {
    expect(found({}, Date.parse('2026-12-20'))).toMatchObject([{ outcome: 'warn' }])
  })

  it('fails after the end and before the beginning', () => {
    expect(found({}, Date.parse('2027-01-02'))).toMatchObject([
      { outcome: 'fail', detail: expect.stringContaining('has expired') },
    ])
    expect(found({}, Date.parse('2025-01-02'))).toMatchObject([
      { outcome: 'fail', detail: expect.stringContaining('not valid before') },
    ])
  })

  it("fails with another certificate's key", () => {
    const other = file('other.pem', makeCertificate({ from: new Date('2026-01-01'), to: new Date('2027-01-01') }).key)
    expect(found({ ARQONBUS_TLS_KEY_FILE: other })).toMatchObject([
      {
        outcome: 'fail',
        detail: 'ARQONBUS_TLS_CERT_FILE: the certificate does not belong to the key in ARQONBUS_TLS_KEY_FILE',
      },
    ])
  })

  it('fails where the files are changed round, and quotes neither', () => {
    const findings = found({ ARQONBUS_TLS_CERT_FILE: key, ARQONBUS_TLS_KEY_FILE: cert })
    expect(findings.map(({ detail }) => detail)).toEqual([
      `ARQONBUS_TLS_CERT_FILE: ${key} is not a certificate in PEM`,
      `ARQONBUS_TLS_KEY_FILE: ${cert} is not a private key without a passphrase in PEM`,
    ])
  })
})

describe('authentication', () => {
  const auth = { ARQONBUS_ENABLE_AUTH: 'true', ARQONBUS_AUTH_JWT_ALGORITHM: 'RS256' }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' })
  const rsaFile = file('rsa.pem', rsa.toString())

  it('passes with a public key of the right kind', async () => {
    expect(await failures({ ...auth, ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE: rsaFile })).toEqual([])
  })

  it.each([
    ['is not there', join(folder, 'nowhere.pem'), /cannot be read$/],
    ['is no key', file('nonsense.pem', 'hunter2'), /must be PEM/],
    ['is a private key', file('private.pem', makeCertificate({ from: new Date(0), to: new Date() }).key), /public key/],
  ])('fails where the key %s', async (_what, path, message) => {
    const found = await failures({ ...auth, ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE: path })
    expect(found).toEqual([expect.stringMatching(/^ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE: /)])
    expect(found[0]).toMatch(message)
    expect(found[0]).not.toContain('hunter2')
  })

  it('fails where the key is for another algorithm', async () => {
    const env = { ...auth, ARQONBUS_AUTH_JWT_ALGORITHM: 'ES256', ARQONBUS_AUTH_JWT_PUBLIC_KEY_FILE: rsaFile }
    expect(await failures(env)).toEqual([expect.stringContaining('ES256')])
  })

  it('fails where the secret is a public key, which everybody may have', async () => {
    const env = { ARQONBUS_ENABLE_AUTH: 'true', ARQONBUS_AUTH_JWT_SECRET: rsa.toString() }
    expect(await failures(env)).toEqual([expect.stringContaining('ARQONBUS_AUTH_JWT_SECRET')])
  })

  it('tells a missing secret once', async () => {
    expect(await failures({ ARQONBUS_ENABLE_AUTH: 'true' })).toEqual([
      expect.stringContaining('ARQONBUS_AUTH_JWT_SECRET'),
    ])
  })
})

describe('the machine', () => {
  it.each([
    ['20.18.9', 'fail'],
    ['18.20.0', 'fail'],
    ['20.19.0', 'pass'],
    ['24.1.0', 'pass'],
  ])('Node.js %s: %s', (version, outcome) => {
    expect(checkNode(version).outcome).toBe(outcome)
  })

  it('warns where fewer files may be open than connections are allowed', () => {
    expect(checkOpenFiles(settings({}), 1024)).toMatchObject([
      { outcome: 'warn', detail: expect.stringContaining('ulimit -n') },
    ])
    expect(checkOpenFiles(settings({}), 20_000)).toMatchObject([{ outcome: 'pass' }])
    expect(checkOpenFiles(settings({}), undefined)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('knows its own limit', () => {
    expect(openFileLimit()).toBeGreaterThan(0)
  })
})
