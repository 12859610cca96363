import type { Position } from '@arqonbus/protocol'
import type { ArqonClient, Channel } from '@arqonbus/sdk'
import { connect, newClient } from '../connect.js'
import { tokenOf, wholeNumber } from '../flags.js'
import { messageLine } from '../message-line.js'
import { type Printer, printable } from '../print.js'
import { positionOf, shownTopic, type Topic } from '../topic.js'
import type { Shell } from '../verb.js'
import type { Ends } from './ends.js'
import type { TailArgs } from './flags.js'

const MAX_LAST = 1000

/** Prints the messages of a channel, over lost connections too, until there were enough or the time is over. */
export async function followChannel(topic: Topic, args: TailArgs, ends: Ends, shell: Shell): Promise<void> {
  const { print, signal } = shell
  const start = startOf(args)
  const client = newClient({ ...args, timeoutSeconds: undefined }, shell, { reconnect: {} })
  try {
    await connect(client, tokenOf(args, shell.env) !== undefined, signal)
    tell(client, topic, print)
    const channel = client.channel(topic.room, topic.channel)
    const until = ends.begin(signal)
    const since = start.last === 0 ? start.since : await showLast(channel, start.last, ends, shell)
    if (ends.reached) return
    const wants = { since, presence: args.presence ?? false, signal: until }
    for await (const message of channel.messages(wants)) {
      show(print, message)
      ends.count()
      if (ends.reached) return
    }
    ends.check()
  } finally {
    await client.close()
  }
}

/** Where to begin. @throws Failure where that is said wrongly */
function startOf({ last, since }: TailArgs): { last: number; since: Position | undefined } {
  return {
    last: last === undefined ? 0 : wholeNumber(last, '--last', 0, MAX_LAST),
    since: since === undefined ? undefined : positionOf(since, '--since'),
  }
}

/** Prints the newest stored messages; answers the position after them, so that live ones follow without a gap. */
async function showLast(channel: Channel, limit: number, ends: Ends, shell: Shell): Promise<Position | undefined> {
  const { entries } = await channel.history({ limit }, { signal: shell.signal })
  for (const { envelope } of entries.toReversed()) {
    if (ends.reached) break
    show(shell.print, envelope)
    ends.count()
  }
  const newest = entries[0]?.storage_metadata
  return newest && { epoch: newest.epoch, seq: newest.seq }
}

function show(print: Printer, envelope: Readonly<Record<string, unknown>>): void {
  if (print.json) print.value(envelope)
  else print.line(messageLine(print, envelope))
}

/** Tells what is no message: who comes and goes, what was missed, how the connection is. */
function tell(client: ArqonClient, topic: Topic, print: Printer): void {
  print.note(`listening to ${shownTopic(topic)} as ${printable(client.clientId ?? '')}`)
  client.on('event', (event) => {
    if (event.event === 'presence.join') note(print, event, `${memberOf(event.member)} has joined`)
    if (event.event === 'presence.leave') note(print, event, `${memberOf(event.member)} has left`)
    if (event.event === 'channel.deleted') note(print, event, `${shownTopic(event)} was deleted`)
  })
  client.on('gap', (gap) => {
    const { room, channel, epoch, seq, reason } = gap
    if (print.json) print.value({ type: 'event', room, channel, payload: { event: 'history.gap', ...gap } })
    print.warn(printable(`messages were missed (${String(reason)}); it goes on after ${String(epoch)}:${String(seq)}`))
  })
  client.on('reconnecting', ({ delayMs, error }) => {
    print.warn(`${printable(error.message)}; trying again in ${(delayMs / 1000).toFixed(1)} s`)
  })
  client.on('connected', () => print.note('connected again'))
  client.on('error', (error) => print.warn(printable(error.message)))
}

function memberOf({
  client_id,
  description,
}: {
  client_id: string
  description: { screen_name?: string | undefined } | null
}): string {
  const name = description?.screen_name
  return printable(name === undefined ? client_id : `${name} (${client_id})`)
}

function note(print: Printer, event: { room: string; channel: string }, text: string): void {
  const { room, channel } = event
  if (print.json) print.value({ type: 'event', room, channel, payload: event })
  else print.line(print.style('dim', `· ${text}`))
}
