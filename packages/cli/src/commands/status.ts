import { busCommands } from '@arqonbus/protocol'
import * as v from 'valibot'
import { httpFlags } from '../flags.js'
import { getJson } from '../http.js'
import { printable } from '../print.js'
import { facts } from '../table.js'
import { duration } from '../time.js'
import { verb } from '../verb.js'

const statusSchema = busCommands.status.data

export default verb({
  usage: 'status',
  examples: [
    ['$0 status', 'how the bus on this machine is doing'],
    ['$0 status --json | jq .connections', 'for a program'],
  ],
  flags: (line) => httpFlags(line),
  async run(args, shell) {
    const { print } = shell
    const body = await getJson('/status', args, shell)
    if (print.json) {
      print.value(body)
      return
    }
    const { server, connections, rooms, channels, messages, storage } = v.parse(statusSchema, body)
    const { published, delivered } = messages
    print.line(print.style('bold', printable(`${server.name} ${server.version} is ${server.state}`)))
    print.line(
      facts([
        ['node', printable(server.node_id)],
        ['up for', duration(server.uptime_seconds)],
        ['connections', String(connections)],
        ['rooms', String(rooms)],
        ['channels', String(channels)],
        ['messages', `${published} published, ${delivered} delivered`],
        [
          'storage',
          printable(
            `${storage.backend}${storage.durable ? '' : ' (gone with the process)'}: ${storage.entries} messages`,
          ),
        ],
      ]),
    )
  },
})
