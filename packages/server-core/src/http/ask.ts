import { type BusCommand, type JsonObject, PROTOCOL_VERSION } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'
import { authorizeCommand } from '../stages/authorize.js'
import { createSession } from './session.js'

/**
 * What a command that only reads answers to `identity`, with the command's own checks and permission. It takes no
 * turn and no token of the rate limit: whoever watches the bus gets an answer also while it is overloaded.
 *
 * @throws BusError `AUTHORIZATION_ERROR`, `VALIDATION_ERROR`, and what the command throws
 */
export async function ask(core: Core, identity: Identity, command: BusCommand, args: JsonObject): Promise<unknown> {
  const id = core.stamp.id()
  const head = { id, version: PROTOCOL_VERSION, timestamp: core.stamp.now() } as const
  const request = core.registry.resolve({ ...head, type: 'command', command, args })
  authorizeCommand(identity, request)
  const { session } = createSession(core, identity, '')
  return request.bound.run({ core, session, id, afterReply: (task) => task() }, request.args)
}
