import { type AcceptedEnvelope, BusError, type Permission } from '@arqonbus/protocol'
import { allows, type Identity } from '../identity.js'
import type { Request } from '../registry.js'

/** Grants for direct messages name this room, and the receiver's client id as the channel. */
const DIRECT_ROOM = '@direct'

/** @throws BusError `AUTHORIZATION_ERROR` where `identity` may not publish where `envelope` goes */
export function authorizeMessage(identity: Identity, envelope: AcceptedEnvelope): void {
  if (identity.role === 'admin') return
  const { room, channel, to_client: receiver } = envelope
  if (receiver !== undefined && !allows(identity, 'publish', DIRECT_ROOM, receiver))
    throw refusal('publish', DIRECT_ROOM, receiver)
  if (channel !== undefined && !allows(identity, 'publish', room, channel)) throw refusal('publish', room, channel)
}

/** @throws BusError `AUTHORIZATION_ERROR` where `identity` lacks the permission of the contract */
export function authorizeCommand(identity: Identity, request: Request): void {
  const { contract } = request.bound
  if (isAllowed(identity, contract.permission, request)) return
  throw refusal(contract.permission, request.room, request.channel, contract.name)
}

function isAllowed(identity: Identity, permission: Permission, request: Request): boolean {
  if (permission === 'anyone' || identity.role === 'admin') return true
  if (permission === 'admin') return false
  // Reading a whole tenant is for its admins, whatever a grant says.
  if (permission === 'history' && request.room === undefined) return false
  return allows(identity, permission, request.room, request.channel)
}

function refusal(needs: Permission, room?: string, channel?: string, command?: string): BusError {
  const what = command ?? 'this message'
  const where = room === undefined ? '' : ` in ${room}:${channel ?? '*'}`
  return new BusError('AUTHORIZATION_ERROR', `The permission for ${what} is missing: ${needs}${where}`, { needs })
}
