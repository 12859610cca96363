import { actions, globSchema, type JsonObject, nameSchema, toDetail } from '@arqonbus/protocol'
import { type JWTPayload, SignJWT } from 'jose'
import * as v from 'valibot'
import type { Argv } from 'yargs'
import { usage } from '../failure.js'
import type { Given } from '../flags.js'
import { readJson } from '../input.js'
import { type Shell, verb } from '../verb.js'
import { algorithms, type Key, privateKey, secretKey } from './keys.js'

const flags = (line: Argv) =>
  line
    .option('sub', { type: 'string', requiresArg: true, demandOption: true, describe: 'Who it is for' })
    .option('tenant', { type: 'string', requiresArg: true, describe: 'The tenant; * with the role admin: all of them' })
    .option('role', { choices: ['user', 'admin', 'operator'] as const, describe: 'The role; user where there is none' })
    .option('permissions', {
      type: 'string',
      requiresArg: true,
      describe: 'A list of { room, channel, actions } (JSON, @file or -): all that it may do',
    })
    .option('expires-in', {
      type: 'string',
      requiresArg: true,
      default: '1h',
      describe: 'For how long, such as 15m or 30d; never',
    })
    .option('not-before', { type: 'string', requiresArg: true, describe: 'From when on, such as 10m' })
    .option('issuer', { type: 'string', requiresArg: true, describe: 'The claim iss' })
    .option('audience', { type: 'string', requiresArg: true, describe: 'The claim aud' })
    .option('claim', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Another claim, as name=value (JSON, else a text); may be repeated',
    })
    .option('secret', {
      type: 'string',
      requiresArg: true,
      describe: 'The shared secret, for HS256',
      defaultDescription: 'ARQONBUS_AUTH_JWT_SECRET',
    })
    .option('key-file', {
      type: 'string',
      requiresArg: true,
      describe: 'A private key in PEM, for RS256, ES256 or EdDSA',
    })
    .option('algorithm', { choices: algorithms, describe: 'The algorithm; the key says it already' })
    .option('kid', { type: 'string', requiresArg: true, describe: "The key's id, for the header" })
    .conflicts('secret', 'key-file')

type MintArgs = Given<typeof flags>

/** `token mint` */
export const mint = verb({
  usage: 'mint',
  examples: [
    ['$0 token mint --sub alice', 'with the secret in ARQONBUS_AUTH_JWT_SECRET, for an hour'],
    ['$0 token mint --sub ci --tenant acme --role admin --expires-in 5m', ''],
    ['$0 token mint --sub bot --key-file private.pem --kid 2026-11', 'RS256, ES256 or EdDSA, as the key is'],
    [`$0 token mint --sub bot --permissions '[{"room":"science","channel":"*","actions":["publish"]}]'`, ''],
  ],
  epilogue: 'It prints the token and nothing else: export ARQONBUS_AUTH_JWT=$(arqon token mint --sub alice)',
  flags,
  async run(args, shell) {
    const { print } = shell
    const key = await signingKey(args, shell)
    const claims = await claimsOf(args, shell)
    const token = new SignJWT(claims).setProtectedHeader(headerOf(args, key)).setIssuedAt()
    times(token, args)
    const text = await token.sign(key.key)
    if (print.json) print.value({ token: text })
    else print.line(text)
  },
})

async function signingKey({ secret, keyFile, algorithm }: MintArgs, { env, print }: Shell): Promise<Key> {
  const shared = (secret ?? env.ARQONBUS_AUTH_JWT_SECRET) || undefined
  if (keyFile === undefined && shared === undefined)
    throw usage('what shall it be signed with? Give --secret, ARQONBUS_AUTH_JWT_SECRET or --key-file')
  const key = keyFile === undefined ? secretKey(shared ?? '') : await privateKey(keyFile)
  if (algorithm !== undefined && algorithm !== key.algorithm)
    throw usage(`the key that was given is for ${key.algorithm}, not for ${algorithm}`)
  if (key.algorithm === 'HS256' && Buffer.byteLength(shared ?? '') < 32)
    print.warn('the secret has less than 32 bytes: a bus takes that in development only')
  return key
}

function headerOf({ kid }: MintArgs, { algorithm }: Key) {
  return { alg: algorithm, typ: 'JWT', ...(kid === undefined ? {} : { kid }) }
}

/** As the bus reads them: a token that no bus takes is not made. */
const claimsSchema = v.looseObject({
  sub: v.pipe(v.string(), v.minLength(1, 'must not be empty'), v.maxLength(128, 'must be at most 128 characters')),
  tenant_id: v.optional(v.union([v.literal('*'), nameSchema], 'must be the name of a tenant, or *')),
  permissions: v.optional(
    v.array(
      v.strictObject(
        {
          room: globSchema,
          channel: globSchema,
          actions: v.array(v.picklist(actions, `must be one of ${actions.join(', ')}`), 'must be a list'),
        },
        'must be an object of room, channel and actions',
      ),
      'must be a list',
    ),
  ),
})

async function claimsOf(args: MintArgs, shell: Shell): Promise<JWTPayload> {
  const { sub, tenant, role, permissions, issuer, audience } = args
  const named = {
    sub,
    tenant_id: tenant,
    role,
    permissions: permissions === undefined ? undefined : await readJson(permissions, '--permissions', shell),
    iss: issuer,
    aud: audience,
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined)
  const result = v.safeParse(claimsSchema, { ...extraClaims(args), ...Object.fromEntries(given) })
  if (!result.success) {
    const errors = result.issues.map(toDetail)
    throw usage('no bus would take this token', { details: { errors } })
  }
  if (tenant === '*' && role !== 'admin') throw usage('--tenant * is for --role admin alone')
  return result.output
}

function extraClaims({ claim = [] }: MintArgs): JsonObject {
  return Object.fromEntries(claim.map(claimOf))
}

function claimOf(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw usage('--claim must be like name=value')
  const value = text.slice(at + 1)
  try {
    return [text.slice(0, at), JSON.parse(value)]
  } catch {
    return [text.slice(0, at), value]
  }
}

function times(token: SignJWT, { expiresIn, notBefore }: MintArgs): void {
  if (expiresIn !== 'never') time('--expires-in', () => token.setExpirationTime(expiresIn))
  if (notBefore !== undefined) time('--not-before', () => token.setNotBefore(notBefore))
}

function time(flag: string, set: () => unknown): void {
  try {
    set()
  } catch (cause) {
    throw usage(`${flag} must be a span of time such as 90s, 15m, 1h or 30d`, { cause })
  }
}
