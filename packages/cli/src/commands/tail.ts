import { usage } from '../failure.js'
import { milliseconds, wholeNumber } from '../flags.js'
import { followChannel } from '../tail/channel.js'
import { watchConnection } from '../tail/connection.js'
import { Ends } from '../tail/ends.js'
import { type TailArgs, tailFlags } from '../tail/flags.js'
import { topicIn } from '../topic.js'
import { verb } from '../verb.js'

export default verb({
  usage: 'tail [topic]',
  examples: [
    ['$0 tail science:general', 'the messages of a channel, over lost connections too'],
    ['$0 tail science:general --last 10 --json', 'with the ten before, a JSON envelope a line'],
    ['$0 tail', 'every frame of a connection, the welcome first'],
    [`$0 tail --send '{"type":"command","command":"ping"}' --limit 2`, 'the welcome and the answer'],
  ],
  epilogue: [
    'With a channel: its messages; a lost connection is made again.',
    'Without one: every frame of one connection, a JSON text a line; ends when the connection does.',
    '--limit ends with 0. --timeout-seconds ends with 0, or with 124 where --limit was not reached.',
  ].join('\n'),
  flags: tailFlags,
  async run(args, shell) {
    const topic = topicIn(args)
    const ends = endsOf(args)
    if (topic === undefined) {
      refuse(args, ['last', 'since', 'presence'], 'needs a channel')
      await watchConnection(args, ends, shell)
    } else {
      refuse(args, ['send', 'raw'], 'is for the frames of a connection: it cannot be given with a channel')
      await followChannel(topic, args, ends, shell)
    }
  },
})

function endsOf({ limit, timeoutSeconds }: TailArgs): Ends {
  return new Ends(
    limit === undefined ? undefined : wholeNumber(limit, '--limit', 1, Number.MAX_SAFE_INTEGER),
    timeoutSeconds === undefined ? undefined : milliseconds(timeoutSeconds, '--timeout-seconds'),
  )
}

function refuse(args: TailArgs, names: readonly ('last' | 'since' | 'presence' | 'send' | 'raw')[], why: string): void {
  const wrong = names.find((name) => args[name] !== undefined)
  if (wrong !== undefined) throw usage(`--${wrong} ${why}`)
}
