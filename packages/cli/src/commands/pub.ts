import { isMessageId } from '@arqonbus/protocol'
import type { ArqonClient, PublishOptions } from '@arqonbus/sdk'
import type { Argv } from 'yargs'
import { withClient } from '../connect.js'
import { usage } from '../failure.js'
import { askFlags, type Given, topicFlags, wholeNumber } from '../flags.js'
import { readObject, readPayload } from '../input.js'
import { printable } from '../print.js'
import { shownTopic, type Topic, topicOf } from '../topic.js'
import { type Shell, verb } from '../verb.js'

const MAX_COUNT = 1_000_000

const flags = (line: Argv) =>
  askFlags(topicFlags(line))
    .positional('payload', {
      type: 'string',
      describe: 'A JSON object, any other text, @file, or - for standard input',
    })
    .option('to', { type: 'string', requiresArg: true, describe: 'Send it to this one client instead of a channel' })
    .option('count', { type: 'number', requiresArg: true, default: 1, describe: 'How many times' })
    .option('id', {
      type: 'string',
      requiresArg: true,
      describe: 'A message id of your own: twice the same delivers once',
    })
    .option('metadata', { type: 'string', requiresArg: true, describe: 'Metadata (JSON, @file or -)' })

type PubArgs = Given<typeof flags>

export default verb({
  usage: 'pub [topic] [payload]',
  examples: [
    [`$0 pub science:general '{"text":"hello"}'`, 'a JSON object is the payload'],
    ['$0 pub science:general hello', 'any other text is sent as {"text":"hello"}'],
    ['$0 pub science:general @message.json', 'what is in a file'],
    ['date | $0 pub --room science --channel general -', 'what stands on standard input'],
    ['$0 pub --to client_01K… hello', 'to one client alone'],
  ],
  flags,
  async run(args, shell) {
    const { topic, text } = destination(args)
    const count = wholeNumber(args.count, '--count', 1, MAX_COUNT)
    if (args.id !== undefined && count > 1) throw usage('--id names one message: it cannot be given with --count')
    if (args.id !== undefined && !isMessageId(args.id))
      throw usage('--id must be a message id: arq_ and a ULID, such as arq_01K0ABCDEFGHJKMNPQRSTVWXYZ')
    const payload = await readPayload(text, shell)
    const metadata = args.metadata === undefined ? undefined : await readObject(args.metadata, '--metadata', shell)
    const message: Message = { payload, options: { id: args.id, metadata, signal: shell.signal } }
    await withClient(args, shell, async (client) => {
      const send = sender(client, topic ?? args.to ?? '', message)
      for (let sent = 0; sent < count; sent++) report(shell, await send(), topic)
    })
  },
})

interface Message {
  readonly payload: object
  readonly options: PublishOptions
}

type Ack = Awaited<ReturnType<ArqonClient['send']>>

function sender(client: ArqonClient, to: Topic | string, { payload, options }: Message): () => Promise<Ack> {
  if (typeof to === 'string') return () => client.send(to, payload, options)
  const channel = client.channel(to.room, to.channel)
  return () => channel.publish(payload, options)
}

/** Where the message goes, and its text: where flags say where it goes, the first word is the payload. */
function destination(args: PubArgs): { topic: Topic | undefined; text: string } {
  const { topic: word, payload, room, channel, to } = args
  const byFlags = room !== undefined || channel !== undefined
  if (to === '') throw usage('--to must name a client')
  if (to !== undefined && byFlags)
    throw usage('a message goes to a channel or to one client: --to cannot be given with --room or --channel')
  if (to !== undefined) return { topic: undefined, text: only([word, payload]) }
  if (byFlags) return { topic: topicOf({ topic: undefined, room, channel }), text: only([word, payload]) }
  return { topic: topicOf({ topic: word, room, channel }), text: only([payload]) }
}

function only(words: readonly (string | undefined)[]): string {
  const [text, second] = words.filter((word) => word !== undefined)
  if (text === undefined)
    throw usage('what shall be published? Give a payload: JSON, a text, @file, or - for standard input')
  if (second !== undefined) throw usage('where it goes was said twice, or there are two payloads')
  return text
}

function report({ print }: Shell, ack: Ack, topic: Topic | undefined): void {
  if (print.json) {
    print.value(ack)
    return
  }
  const place = topic === undefined ? 'to the client' : `to ${shownTopic(topic)} as #${ack.seq}`
  const kept = topic === undefined || ack.stored ? '' : ', not stored'
  const again = ack.duplicate ? ', was there already' : ''
  print.line(
    `published ${place}, delivered to ${ack.delivered}${kept}${again}  ${print.style('dim', printable(ack.id))}`,
  )
}
