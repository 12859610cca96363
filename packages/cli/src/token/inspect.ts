import type { JsonObject } from '@arqonbus/protocol'
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose'
import type { Argv } from 'yargs'
import { exitCodes, Failure, usage } from '../failure.js'
import { type Given, tokenOf } from '../flags.js'
import { readText } from '../input.js'
import { jsonText, printable } from '../print.js'
import { facts } from '../table.js'
import { fromNow } from '../time.js'
import { type Shell, verb } from '../verb.js'
import { type Key, publicKey, secretKey } from './keys.js'

const flags = (line: Argv) =>
  line
    .positional('token', {
      type: 'string',
      describe: 'The token, @file, or - for standard input',
      defaultDescription: 'ARQONBUS_AUTH_JWT',
    })
    .option('jwt', { type: 'string', requiresArg: true, describe: 'The same' })
    .option('secret', { type: 'string', requiresArg: true, describe: 'Verify it with this secret (HS256)' })
    .option('key-file', { type: 'string', requiresArg: true, describe: 'Verify it with this key, in PEM' })
    .conflicts('secret', 'key-file')
    .conflicts('token', 'jwt')

type InspectArgs = Given<typeof flags>

/** `token inspect` */
export const inspect = verb({
  usage: 'inspect [token]',
  examples: [
    ['$0 token inspect', 'what is in ARQONBUS_AUTH_JWT'],
    ['$0 token inspect - < token.txt', 'what is in a file'],
    ['$0 token inspect --key-file public.pem', 'and whether it was signed with that key'],
  ],
  epilogue:
    'It never prints the token. With a key it ends with 4 where the signature is wrong, or the token is not valid now.',
  flags,
  async run(args, shell) {
    const { print } = shell
    const token = await tokenFrom(args, shell)
    const { header, claims } = decode(token)
    const key = await verifyingKey(args)
    const validity = validityOf(claims)
    const verified = key === undefined ? undefined : await isSignedWith(token, header, key)
    if (print.json) print.value({ header, claims, verified: verified ?? null, ...validity })
    else show(shell, header, claims)
    if (verified === undefined) print.warn('the signature was not verified: anybody can have written this')
    else judge(verified, validity)
    if (verified === true) print.note('the signature is right')
  },
})

async function tokenFrom({ token, jwt }: InspectArgs, shell: Shell): Promise<string> {
  const given = token === undefined ? tokenOf({ jwt }, shell.env) : await readText(token, 'the token', shell)
  if (given === undefined)
    throw usage('which token? Give it as an argument, as - for standard input, or in ARQONBUS_AUTH_JWT')
  return given.trim()
}

function decode(token: string): { header: JsonObject; claims: JsonObject } {
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) }
  } catch (cause) {
    // What jose says may quote the token.
    throw new Failure(exitCodes.failed, 'this is no signed token (JWT in a compact JWS, RFC 7519)', {
      code: 'VALIDATION_ERROR',
      cause,
    })
  }
}

async function verifyingKey({ secret, keyFile }: InspectArgs): Promise<Key | undefined> {
  if (secret !== undefined) return secretKey(secret)
  return keyFile === undefined ? undefined : publicKey(keyFile)
}

/** The key alone says the algorithm: a token that names another was not signed with it (RFC 8725, 3.1). */
async function isSignedWith(token: string, { alg }: JsonObject, { algorithm, key }: Key): Promise<boolean> {
  if (alg !== algorithm) return false
  return compactVerify(token, key, { algorithms: [algorithm] }).then(
    () => true,
    () => false,
  )
}

interface Validity {
  readonly expired: boolean
  readonly not_yet_valid: boolean
}

function validityOf({ exp, nbf }: JsonObject): Validity {
  return {
    expired: typeof exp === 'number' && inSeconds(exp) <= 0,
    not_yet_valid: typeof nbf === 'number' && inSeconds(nbf) > 0,
  }
}

function judge(verified: boolean, { expired, not_yet_valid }: Validity): void {
  const wrong = !verified
    ? 'the token was not signed with this key'
    : expired
      ? 'the token has expired'
      : not_yet_valid
        ? 'the token is not valid yet'
        : undefined
  if (wrong !== undefined) throw new Failure(exitCodes.unauthenticated, wrong, { code: 'AUTHENTICATION_FAILED' })
}

function show({ print }: Shell, header: JsonObject, claims: JsonObject): void {
  print.line(print.style('bold', 'header'))
  print.line(facts(Object.entries(header).map(([name, value]) => [printable(name), jsonText(value)])))
  print.line(print.style('bold', 'claims'))
  print.line(facts(Object.entries(claims).map(([name, value]) => [printable(name), claimText(name, value)])))
  const { exp } = claims
  const never = print.style('yellow', 'it never expires')
  print.line(typeof exp === 'number' ? expiryText(exp) : never)
}

/** Times of RFC 7519 are seconds since 1970. */
function claimText(name: string, value: unknown): string {
  const isTime = ['exp', 'nbf', 'iat'].includes(name) && typeof value === 'number' && Math.abs(value) < 8.64e12
  return isTime ? `${value}  ${new Date(value * 1000).toISOString()}` : jsonText(value)
}

function expiryText(exp: number): string {
  const seconds = inSeconds(exp)
  return seconds > 0 ? `it expires ${fromNow(seconds)}` : `it expired ${fromNow(seconds)}`
}

function inSeconds(time: number): number {
  return time - Date.now() / 1000
}
