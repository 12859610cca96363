import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { usage } from '../failure.js'

/** Signatures that a bus can be told to believe (RFC 7518, 3.1; RFC 8037, 3.1; `EdDSA` is Ed25519). */
export const algorithms = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const
type Algorithm = (typeof algorithms)[number]

/** A key with the one algorithm that it is for. */
export interface Key {
  readonly algorithm: Algorithm
  readonly key: KeyObject | Uint8Array
}

/** A shared secret, for HS256. */
export function secretKey(secret: string): Key {
  return { algorithm: 'HS256', key: new TextEncoder().encode(secret) }
}

/** A private key in PEM. @throws Failure where the file holds none that signs for a bus */
export async function privateKey(file: string): Promise<Key> {
  const pem = await readPem(file)
  if (pem.includes('ENCRYPTED')) throw usage(`${shown(file)} is encrypted: decrypt it first, with openssl pkey`)
  const key = attempt(() => createPrivateKey(pem))
  if (key === undefined) throw usage(`${shown(file)} holds no private key in PEM (BEGIN PRIVATE KEY)`)
  return keyOf(key, file)
}

/** A public key in PEM, or that of a private key. @throws Failure where the file holds none that a bus verifies with */
export async function publicKey(file: string): Promise<Key> {
  const pem = await readPem(file)
  const key = attempt(() => createPublicKey(pem))
  if (key === undefined) throw usage(`${shown(file)} holds no key in PEM (BEGIN PUBLIC KEY)`)
  return keyOf(key, file)
}

function keyOf(key: KeyObject, file: string): Key {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  // RFC 7518, 3.3: RSA keys have 2048 bits or more.
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return { algorithm: 'RS256', key }
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return { algorithm: 'ES256', key }
  if (type === 'ed25519') return { algorithm: 'EdDSA', key }
  throw usage(`the key in ${shown(file)} must be RSA of 2048 bits or more, EC P-256 or Ed25519`)
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw usage(`--key-file: ${shown(file)} cannot be read`, { cause })
  }
}

function shown(file: string): string {
  return JSON.stringify(file)
}

/** What the engine says of a key that it cannot read may quote it. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
