import { type Action, BusError, matchesGlob } from '@arqonbus/protocol'

/** The tenant of everybody where authentication is off. */
export const DEFAULT_TENANT = 'default'
/** The subject of everybody where authentication is off. */
export const ANONYMOUS = 'anonymous'
/** The tenant of an admin who crosses tenants. */
export const EVERY_TENANT = '*'

export type Role = 'user' | 'admin' | 'operator'

/** Actions that somebody may do where both globs match. */
export interface Grant {
  readonly room: string
  readonly channel: string
  readonly actions: readonly Action[]
}

/** Who somebody is, as the token says. */
export interface Identity {
  readonly subject: string
  readonly tenant: string
  readonly role: Role
  /** The whole truth for everybody but admins; `null` where the token has no `permissions`. */
  readonly permissions: readonly Grant[] | null
  /** When the token expires, in milliseconds since 1970; `null`: never. */
  readonly expiresAt: number | null
}

/** Who turns a token into an identity. */
export interface Authenticator {
  /**
   * @param token the compact JWS as it came from outside
   * @throws BusError `AUTHENTICATION_FAILED`, with a text that does not hold the token
   */
  authenticate(token: string): Promise<Identity>
  /** Ends what it holds (key fetches, timers). */
  close(): void
}

/** What a user may do whose token does not say: everything in its tenant but managing channels. */
const WITHOUT_PERMISSIONS: readonly Action[] = ['publish', 'subscribe', 'history', 'presence']

/**
 * Whether `identity` may do `action` in a channel. Without `channel` the question is for every channel of the room,
 * without `room` for every room: only a grant for `*` says yes to that.
 */
export function allows(identity: Identity, action: Action, room?: string, channel?: string): boolean {
  if (identity.role === 'admin') return true
  if (identity.permissions === null) return WITHOUT_PERMISSIONS.includes(action)
  return identity.permissions.some(
    (grant) => grant.actions.includes(action) && covers(grant.room, room) && covers(grant.channel, channel),
  )
}

function covers(glob: string, name: string | undefined): boolean {
  return name === undefined ? glob === '*' : matchesGlob(glob, name)
}

/**
 * The tenant in whose rooms somebody acts.
 *
 * @throws BusError `AUTHORIZATION_ERROR` for who crosses tenants: that is none, and has no rooms
 */
export function ownTenant({ tenant }: Identity): string {
  if (tenant !== EVERY_TENANT) return tenant
  throw new BusError('AUTHORIZATION_ERROR', 'A token for every tenant has no rooms of its own: use one of the tenant')
}
