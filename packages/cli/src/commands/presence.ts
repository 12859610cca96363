import { busCommands } from '@arqonbus/protocol'
import { withClient } from '../connect.js'
import { askFlags, topicFlags } from '../flags.js'
import { nextPage } from '../page.js'
import { printable } from '../print.js'
import { table } from '../table.js'
import { shownTopic, topicOf } from '../topic.js'
import { argumentsFrom, checked, declare, flagsBeyondTopic } from '../tree.js'
import { verb } from '../verb.js'

const contract = busCommands.presence
const flags = flagsBeyondTopic(contract)

export default verb({
  usage: 'presence [topic]',
  examples: [['$0 presence science:general', 'who listens there']],
  flags: (line) => declare(askFlags(topicFlags(line)), flags),
  async run(args, shell) {
    const { print, signal } = shell
    const topic = topicOf(args)
    const given = checked(contract, await argumentsFrom(flags, args, shell, { ...topic }))
    const answer = await withClient(args, shell, (client) => client.call('presence', given, { signal }))
    if (print.json) {
      print.value(answer)
      return
    }
    const rows = answer.members.map(({ client_id, subject, description, joined_at }) => [
      print.style('green', printable(client_id)),
      printable(subject),
      description?.type ?? '',
      printable(description?.screen_name ?? ''),
      printable(joined_at),
    ])
    if (rows.length === 0) print.note(`nobody listens to ${shownTopic(topic)}`)
    else print.line(table(print, ['client', 'subject', 'type', 'name', 'since'], rows))
    nextPage(print, answer.next_cursor)
  },
})
