import { BusError, toBusError } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'
import { refuse } from '../refuse.js'
import type { Request } from '../registry.js'
import type { Session } from '../session.js'
import { responseText } from '../texts.js'

/** Commands of one connection that may wait for their turn. */
const MOST_WAITING = 256

/** @throws BusError where `identity` may not do what is asked */
type Authorize = (identity: Identity, request: Request) => void

/**
 * Carries out a command after those that the connection sent before it, and answers it. `authorize` is asked when its
 * turn has come: one of those before may have brought a new token.
 *
 * @throws BusError `RATE_LIMIT_EXCEEDED` where too many wait already
 */
export function run(core: Core, session: Session, request: Request, authorize: Authorize): void {
  if (session.waiting >= MOST_WAITING) {
    throw new BusError('RATE_LIMIT_EXCEEDED', `${MOST_WAITING} commands of this connection wait already`, {
      retry_after_ms: 100,
    })
  }
  session.waiting++
  session.turn = session.turn.then(() => execute(core, session, request, authorize))
}

async function execute(core: Core, session: Session, request: Request, authorize: Authorize): Promise<void> {
  const { name } = request.bound.contract
  const began = core.clock.monotonic()
  const behind: (() => void)[] = []
  const call = { core, session, id: request.id, afterReply: (task: () => void) => void behind.push(task) }
  try {
    // What the connection published before stands in the log before the command looks at it.
    if (session.unsettled > 0) await core.appender.idle()
    if (!session.open) return
    authorize(session.identity, request)
    const data = await request.bound.run(call, request.args)
    core.metrics.commandRan(name, 'success', core.clock.monotonic() - began)
    const text = responseText(core.stamp, request.id, name, data)
    // Who asks for much is answered as fast as it reads.
    await session.connection.drained(Buffer.byteLength(text))
    if (!session.open) return
    session.connection.reply([text])
    for (const task of behind) task()
  } catch (thrown) {
    const error = toBusError(thrown)
    core.metrics.commandRan(name, error.code, core.clock.monotonic() - began)
    refuse(core, session, error, { envelope: { id: request.id, type: 'command' } })
  } finally {
    session.waiting--
  }
}
