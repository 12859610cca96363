import { type DataOf, historyCommands, type JsonObject, toBusError, validationError } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { Core } from '../core.js'
import { EVERY_TENANT, type Identity } from '../identity.js'
import { remoteAddress } from '../remote.js'
import { ask } from './ask.js'
import { queryRoute, route } from './route.js'
import { createSession } from './session.js'

const contract = historyCommands['op.history.get']
type Page = DataOf<typeof contract>

const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be an integer'), v.transform(Number))
const text = (description: string) => v.optional(v.pipe(v.string(), v.description(description)))
const historyQuery = v.strictObject({
  room: text('The room; without it: every room of the tenant, for admins'),
  channel: text('The channel in the room'),
  client_id: text('Only what this client sent'),
  limit: v.optional(
    v.pipe(number, v.minValue(1, 'must be at least 1'), v.maxValue(1000, 'must be at most 1000')),
    '100',
  ),
  cursor: text('next_cursor of the page before'),
  since: text('Only what was stored at or after this RFC 3339 time'),
  until: text('Only what was stored at or before this RFC 3339 time'),
  after_seq: v.optional(number),
})

const stats = v.looseObject({
  backend: v.string(),
  durable: v.boolean(),
  persistence: v.boolean(),
  streams: v.number(),
  messages: v.number(),
  max_messages_per_channel: v.number(),
  max_age_seconds: v.number(),
})

/** What the bus keeps, of the caller's tenant. */
export const storageRoutes = [
  queryRoute({
    method: 'GET',
    path: '/storage/history',
    needs: 'token',
    summary: 'Stored messages, the newest first: what the command op.history.get answers',
    query: historyQuery,
    answer: { statuses: [200], description: 'One page', schema: contract.data },
    handle: async ({ core, c, identity }, { client_id: clientId, ...args }) => {
      const { session } = createSession(core, identity, remoteAddress(c.env.incoming, core.options.trustedProxies))
      core.limits.commands.take(session.limitKey)
      const read = (more: JsonObject) => readPage(core, identity, { ...args, ...more })
      return c.json(clientId === undefined ? await read({}) : await readOfClient(read, clientId, args))
    },
  }),
  route({
    method: 'GET',
    path: '/storage/stats',
    needs: 'token',
    summary: "How much is kept, of the caller's tenant, and under which bounds",
    answer: { statuses: [200], description: 'Counts and bounds', schema: stats },
    handle: async ({ core, c, identity }) => {
      const { streams, messages } = await core.log.count(identity.tenant === EVERY_TENANT ? undefined : identity.tenant)
      const { persistence, maxHistorySize, historyMaxAgeMs } = core.options
      const bounds = { max_messages_per_channel: maxHistorySize, max_age_seconds: historyMaxAgeMs / 1000 }
      return c.json({ ...core.log.capabilities, persistence, streams, messages, ...bounds })
    },
  }),
]

async function readPage(core: Core, identity: Identity, args: JsonObject): Promise<Page> {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined))
  try {
    return v.parse(contract.data, await ask(core, identity, contract.name, given))
  } catch (thrown) {
    throw withoutPrefix(thrown)
  }
}

/** The command names its arguments as `args.limit`; here they are parameters of the query. */
function withoutPrefix(thrown: unknown): unknown {
  const error = toBusError(thrown)
  const parsed = v.safeParse(detailsSchema, error.details)
  if (error.code !== 'VALIDATION_ERROR' || !parsed.success) return thrown
  return validationError(
    parsed.output.errors.map(({ path, message }) => ({ path: path.replace(/^args\.?/, ''), message })),
    'Wrong query',
  )
}
const detailsSchema = v.object({ errors: v.array(v.object({ path: v.string(), message: v.string() })) })

/** Pages that are looked through for one client's messages before the rest is left to the next request. */
const MOST_PAGES = 10
const PAGE = 1000

/**
 * The messages of one client. The store cannot pick them out, so pages are read until there are enough; the cursor that
 * comes with them goes on exactly behind the last one.
 */
async function readOfClient(
  read: (more: JsonObject) => Promise<Page>,
  clientId: string,
  { limit, cursor: first }: { limit: number; cursor?: string | undefined },
): Promise<Page> {
  const isOwn = ({ envelope }: Page['entries'][number]) => envelope.sender === clientId
  let entries: Page['entries'] = []
  let cursor = first
  for (let pages = 1; ; pages++) {
    let page = await read({ limit: PAGE, cursor })
    const surplus = entries.length + page.entries.filter(isOwn).length - limit
    if (surplus > 0)
      page = await read({ limit: indexOfLast(page.entries.map(isOwn), limit - entries.length) + 1, cursor })
    entries = [...entries, ...page.entries.filter(isOwn)]
    const isDone = page.next_cursor === null || entries.length >= limit || pages >= MOST_PAGES
    if (isDone || page.next_cursor === null) return { ...page, entries, count: entries.length, limit }
    cursor = page.next_cursor
  }
}

/** Where the `nth` true stands. */
function indexOfLast(flags: readonly boolean[], nth: number): number {
  let seen = 0
  return flags.findIndex((flag) => flag && ++seen === nth)
}
