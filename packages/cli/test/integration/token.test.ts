import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { jsonLines } from '../arqon.js'
import { SECRET, startBus, withTokens } from '../bus.js'
import { here } from '../here.js'

const keys = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
}

/** The files of a key pair in PEM, and its public half. */
async function keyFiles(algorithm: keyof typeof keys) {
  const folder = await mkdtemp(join(tmpdir(), 'arqon-keys-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { privateKey, publicKey } = keys[algorithm]()
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const [secretFile, publicFile] = [join(folder, 'private.pem'), join(folder, 'public.pem')]
  await writeFile(secretFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await writeFile(publicFile, pem)
  return { secretFile, publicFile, pem }
}

async function minted(args: readonly string[], env: Record<string, string> = { ARQONBUS_AUTH_JWT_SECRET: SECRET }) {
  const { code, stdout, stderr } = await here(['token', 'mint', '--sub', 'alice', ...args], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trim()
}

test('a token of a shared secret is taken by the bus, with all that was said', async () => {
  const { env } = await startBus(withTokens({ issuer: 'me', audience: 'bus' }))
  const permissions = [{ room: 'science', channel: '*', actions: ['publish'] }]
  const token = await minted([
    '--tenant',
    'acme',
    '--issuer',
    'me',
    '--audience',
    'bus',
    '--permissions',
    JSON.stringify(permissions),
  ])
  const { stdout } = await here(['call', 'whoami', '--json', '--jwt', token], { env })
  expect(jsonLines(stdout)).toEqual([
    expect.objectContaining({ subject: 'alice', tenant_id: 'acme', role: 'user', permissions }),
  ])
})

test.each(['RS256', 'ES256', 'EdDSA'] as const)('a token of a private key is %s, as the key is', async (algorithm) => {
  const { secretFile, publicFile, pem } = await keyFiles(algorithm)
  const { env } = await startBus(withTokens({ algorithms: [algorithm], publicKeyPem: pem }))
  const token = await minted(['--key-file', secretFile, '--kid', 'k1', '--role', 'admin'], {})
  const { stdout } = await here(['call', 'whoami', '--json'], { env: { ...env, ARQONBUS_AUTH_JWT: token } })
  expect(jsonLines(stdout)).toEqual([expect.objectContaining({ subject: 'alice', role: 'admin' })])
  const inspected = await here(['token', 'inspect', '--json', '--key-file', publicFile, '-'], { stdin: token })
  expect(inspected.code).toBe(0)
  expect(jsonLines(inspected.stdout)).toEqual([
    expect.objectContaining({ verified: true, header: { alg: algorithm, typ: 'JWT', kid: 'k1' } }),
  ])
})

test('mint refuses what no bus would take', async () => {
  const env = { ARQONBUS_AUTH_JWT_SECRET: SECRET }
  const refused = async (...args: string[]) =>
    (await here(['token', 'mint', '--sub', 'alice', ...args], { env })).stderr
  expect(await refused('--permissions', '[{"room":"a"}]')).toContain('permissions.0.actions: is required')
  expect(await refused('--tenant', '*')).toContain('--tenant * is for --role admin alone')
  expect(await refused('--expires-in', 'soon')).toContain('--expires-in must be a span of time')
  expect(await refused('--algorithm', 'RS256')).toContain('the key that was given is for HS256, not for RS256')
  expect(await refused('--key-file', import.meta.filename)).toContain('holds no private key in PEM')
})

test('mint warns of a short secret, without showing it', async () => {
  const { code, stderr } = await here(['token', 'mint', '--sub', 'a', '--secret', 'hunter2'])
  expect(code).toBe(0)
  expect(stderr).toContain('less than 32 bytes')
  expect(stderr).not.toContain('hunter2')
})

test('inspect shows what is in a token, never the token, and warns that anybody can have written it', async () => {
  const token = await minted(['--expires-in', '90m', '--claim', 'team=red', '--claim', 'level=3'])
  const { code, stdout, stderr } = await here(['token', 'inspect'], { env: { ARQONBUS_AUTH_JWT: token } })
  expect(stdout).toMatch(/^ {2}sub +"alice"$/m)
  expect(stdout).toMatch(/^ {2}team +"red"$/m)
  expect(stdout).toMatch(/^ {2}level +3$/m)
  expect(stdout).toMatch(/^it expires in 1 hour$/m)
  expect(stderr).toContain('the signature was not verified')
  for (const part of token.split('.')) expect(stdout + stderr).not.toContain(part)
  expect(code).toBe(0)
})

test('inspect with another key ends with 4', async () => {
  const token = await minted([])
  const { publicFile } = await keyFiles('ES256')
  const wrongs = [
    ['--secret', `${SECRET}!`],
    ['--key-file', publicFile],
  ]
  for (const wrong of wrongs) {
    const { code, stderr } = await here(['token', 'inspect', token, ...wrong])
    expect(stderr).toContain('the token was not signed with this key')
    expect(code).toBe(4)
  }
})

test('inspect tells that a token has expired, or is not valid yet', async () => {
  const [old, early] = await Promise.all([minted(['--expires-in', '-1h']), minted(['--not-before', '1h'])])
  const said = await here(['token', 'inspect', old])
  expect(said.stdout).toContain('it expired 1 hour ago')
  const key = ['--secret', SECRET]
  expect(await here(['token', 'inspect', old, ...key])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('the token has expired'),
  })
  expect(await here(['token', 'inspect', early, ...key])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('the token is not valid yet'),
  })
})

test('inspect refuses what is no token, without repeating it', async () => {
  const { code, stderr } = await here(['token', 'inspect', 'hunter2.hunter2.hunter2'])
  expect(code).toBe(1)
  expect(stderr).toContain('this is no signed token')
  expect(stderr).not.toContain('hunter2')
})
