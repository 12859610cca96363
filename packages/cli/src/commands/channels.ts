import { busCommands, joinTopic } from '@arqonbus/protocol'
import { withClient } from '../connect.js'
import { askFlags } from '../flags.js'
import { nextPage } from '../page.js'
import { printable } from '../print.js'
import { table } from '../table.js'
import { argumentsFrom, checked, declare, flagsOf } from '../tree.js'
import { verb } from '../verb.js'

const contract = busCommands.list_channels
const flags = flagsOf(contract)

export default verb({
  usage: 'channels',
  examples: [
    ['$0 channels', 'all that you may see'],
    ['$0 channels --room science', 'those of one room'],
  ],
  flags: (line) => declare(askFlags(line), flags),
  async run(args, shell) {
    const { print, signal } = shell
    const given = checked(contract, await argumentsFrom(flags, args, shell))
    const answer = await withClient(args, shell, (client) => client.call('list_channels', given, { signal }))
    if (print.json) {
      print.value(answer)
      return
    }
    const rows = answer.channels.map(({ room, channel, members, seq, created_at, description }) => [
      print.style('green', printable(joinTopic(room, channel))),
      String(members),
      String(seq),
      printable(created_at),
      printable(description ?? ''),
    ])
    if (rows.length === 0) print.note('there are no channels')
    else print.line(table(print, ['channel', 'members', 'messages', 'created', 'description'], rows))
    nextPage(print, answer.next_cursor)
  },
})
