import { busCommands } from '@arqonbus/protocol'
import { withClient } from '../connect.js'
import { askFlags, topicFlags } from '../flags.js'
import { messageLine } from '../message-line.js'
import { nextPage } from '../page.js'
import { topicIn } from '../topic.js'
import { argumentsFrom, checked, declare, flagsBeyondTopic } from '../tree.js'
import { verb } from '../verb.js'

const contract = busCommands.history
const flags = flagsBeyondTopic(contract)

export default verb({
  usage: 'history [topic]',
  examples: [
    ['$0 history science:general --limit 5', 'the newest five messages, the newest of them last'],
    ['$0 history science:general --since 2026-11-23T05:00:00Z', 'what was stored from then on'],
    ['$0 history science:general --json | jq -c .entries[].envelope.payload', 'for a program'],
  ],
  epilogue: 'Without a channel: of all channels, for admins.',
  flags: (line) => declare(askFlags(topicFlags(line)), flags),
  async run(args, shell) {
    const { print, signal } = shell
    const topic = topicIn(args)
    const given = checked(contract, await argumentsFrom(flags, args, shell, { ...topic }))
    const answer = await withClient(args, shell, (client) => client.call('history', given, { signal }))
    if (print.json) {
      print.value(answer)
      return
    }
    // The bus gives the newest first, unless it was asked from a seq on; people read downwards.
    const entries = given.after_seq === undefined ? answer.entries.toReversed() : answer.entries
    for (const { envelope } of entries) print.line(messageLine(print, envelope, topic === undefined))
    if (entries.length === 0) print.note('nothing is stored')
    nextPage(print, answer.next_cursor)
  },
})
