import { PROTOCOL_VERSION } from '@arqonbus/protocol'
import * as v from 'valibot'
import { httpFlags } from '../flags.js'
import { getJson } from '../http.js'
import { printable } from '../print.js'
import { verb } from '../verb.js'
import { version } from '../version.js'

const versionSchema = v.looseObject({
  name: v.string(),
  version: v.string(),
  protocol: v.string(),
  build: v.nullish(v.string()),
})

export default verb({
  usage: 'version',
  examples: [
    ['$0 version', 'of the bus on this machine, and of arqon'],
    ['$0 version --http-url https://bus.example.com', 'of another bus'],
  ],
  epilogue: 'arqon --version asks no bus.',
  flags: (line) => httpFlags(line),
  async run(args, shell) {
    const { print } = shell
    const body = await getJson('/version', args, shell)
    if (print.json) {
      print.value({ ...body, cli: { version: version(), protocol: PROTOCOL_VERSION } })
      return
    }
    const { name, version: busVersion, protocol, build } = v.parse(versionSchema, body)
    print.line(printable(`${name} ${busVersion} (protocol ${protocol}${build ? `, build ${build}` : ''})`))
    print.line(`arqon ${version()} (protocol ${PROTOCOL_VERSION})`)
  },
})
