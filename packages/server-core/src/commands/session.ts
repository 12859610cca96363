import { BusError, type Contract, type coreCommands, type JsonObject, PROTOCOL_VERSION } from '@arqonbus/protocol'
import { refreshedIdentity } from '../auth.js'
import type { Core } from '../core.js'
import { allows, EVERY_TENANT } from '../identity.js'
import type { Handlers } from '../registry.js'
import type { Session } from '../session.js'
import { toArgsSchema } from './schema.js'

type Own = 'ping' | 'help' | 'whoami' | 'status' | 'auth.refresh' | 'client.describe'

/** Commands about the bus and about the connection itself. */
export const sessionHandlers: Pick<Handlers<typeof coreCommands>, Own> = {
  ping: ({ core }) => ({ pong: true, timestamp: core.stamp.now() }),

  help: ({ core }, { command }) => {
    const shown = core.registry.contracts.filter(
      ({ name, aliases }) => command === undefined || name === command || aliases?.includes(command),
    )
    if (shown.length === 0) throw new BusError('NOT_FOUND', `There is no command ${command}`)
    return {
      commands: shown.map((contract) => ({
        name: contract.name,
        summary: contract.summary,
        permission: contract.permission,
        args: argsSchemaOf(contract),
      })),
    }
  },

  whoami: ({ session }) => ({
    client_id: session.clientId,
    tenant_id: session.identity.tenant,
    role: session.identity.role,
    subject: session.identity.subject,
    permissions: session.identity.permissions?.map((grant) => ({ ...grant, actions: [...grant.actions] })) ?? null,
    channels: [...session.memberships.values()].map(({ channel }) => ({
      room: channel.room,
      channel: channel.channel,
    })),
  }),

  status: async ({ core, session }) => {
    const { tenant } = session.identity
    const scope = tenant === EVERY_TENANT ? undefined : tenant
    const { messages: entries } = await core.log.count(scope)
    const { published, delivered } = core.traffic.of(scope)
    return {
      server: {
        name: 'ArqonBus',
        version: core.options.version,
        protocol: PROTOCOL_VERSION,
        node_id: core.options.nodeId,
        uptime_seconds: Math.floor((core.clock.now() - core.startedAt) / 1000),
        state: core.state,
      },
      connections: core.sessions.countOf(tenant),
      ...core.rooms.count(scope),
      messages: { published, delivered },
      storage: { ...core.log.capabilities, entries },
    }
  },

  'auth.refresh': async ({ core, session }, { token }) => {
    const { authenticator } = core.options
    if (!authenticator) throw new BusError('FEATURE_DISABLED', 'This bus runs without authentication')
    session.identity = refreshedIdentity(session.identity, await authenticator.authenticate(token))
    const { expiresAt } = session.identity
    return {
      expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      left: leaveForbidden(core, session),
    }
  },

  'client.describe': ({ session }, description) => {
    session.description = description
    return description
  },
}

/** A token that allows less than the one before ends what it does not allow. */
function leaveForbidden(core: Core, session: Session): { room: string; channel: string }[] {
  const forbidden = [...session.memberships.values()].filter(
    ({ channel: { room, channel } }) => !allows(session.identity, 'subscribe', room, channel),
  )
  for (const membership of forbidden) core.presence.leave(membership)
  return forbidden.map(({ channel: { room, channel } }) => ({ room, channel }))
}

/** Contracts never change, and making one's schema costs more than the rest of the answer. */
const argsSchemas = new WeakMap<Contract, JsonObject>()

function argsSchemaOf(contract: Contract): JsonObject {
  const schema = argsSchemas.get(contract) ?? toArgsSchema(contract)
  argsSchemas.set(contract, schema)
  return schema
}
