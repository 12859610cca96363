import { busCommands, type Contract, type JsonObject } from '@arqonbus/protocol'
import type { Argv } from 'yargs'
import { withClient } from '../connect.js'
import { usage } from '../failure.js'
import { askFlags, type SocketArgs } from '../flags.js'
import { readObject } from '../input.js'
import { jsonText, printable } from '../print.js'
import { argumentsFrom, checked, declare, flagsOf } from '../tree.js'
import { type Choose, type Shell, type Verb, verb } from '../verb.js'

/** `call`: one verb below it for each contract, and one for every other command that a bus may serve. */
const call: Verb = {
  register(line, summary, choose) {
    line.command('call <command>', summary, (inner) => {
      inner.example('$0 call ping', 'ask whether the bus answers')
      inner.example('$0 call op.history.get --room science --channel general --limit 5', 'with arguments as flags')
      inner.example(`$0 call join_channel --args '{"room":"science","channel":"general"}'`, 'the same as JSON')
      inner.epilogue('Flags may be written with - or _. What a command takes: arqon call COMMAND --help')
      register(inner, choose)
    })
  },
}
export default call

function register(line: Argv, choose: Choose): void {
  for (const contract of Object.values<Contract>(busCommands)) {
    contractVerb(contract).register(line, contract.summary, choose)
  }
  other.register(line, 'Any other command, of a later bus or of a group of operators', choose)
}

/** The verb of one contract. */
export function contractVerb(contract: Contract): Verb {
  const flags = flagsOf(contract)
  return verb({
    usage: [contract.name, ...(contract.aliases ?? [])],
    flags: (line) => argsFlag(declare(askFlags(line), flags)),
    async run(args, shell) {
      const base = args.args === undefined ? {} : await readObject(String(args.args), '--args', shell)
      const given = await argumentsFrom(flags, args, shell, base)
      checked(contract, given)
      await ask(args, shell, contract.name, given)
    },
  })
}

const other = verb({
  usage: '$0 <command>',
  flags: (line) =>
    argsFlag(askFlags(line)).positional('command', { type: 'string', demandOption: true, describe: 'Its name' }),
  async run(args, shell) {
    if (args.command === '') throw usage('which command?')
    const given = args.args === undefined ? {} : await readObject(args.args, '--args', shell)
    await ask(args, shell, args.command, given)
  },
})

function argsFlag<Flags>(line: Argv<Flags>) {
  return line.option('args', {
    type: 'string',
    requiresArg: true,
    describe: 'All arguments as one JSON object (JSON, @file or -); flags come over it',
  })
}

type AskArgs = SocketArgs & { readonly timeoutSeconds?: number | undefined }

async function ask(args: AskArgs, shell: Shell, name: string, given: JsonObject): Promise<void> {
  const { print, signal } = shell
  const onProgress = (progress: JsonObject): void => print.note(`… ${jsonText(progress)}`)
  const data = await withClient(args, shell, (client) => client.call(name, given, { signal, onProgress }))
  if (print.json) print.value(data)
  else print.line(data === undefined ? printable(`${name}: done`) : jsonText(data, 2))
}
