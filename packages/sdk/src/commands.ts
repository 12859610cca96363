import { type ArgsOf, type BusCommand, busCommands, type DataOf, type JsonObject } from '@arqonbus/protocol'
import type { CallOptions, CallTraits } from './calls.js'
import { check } from './frames.js'

type ContractOf<Name extends BusCommand> = (typeof busCommands)[Name]

/** The name of a command of the contract, or any other that the bus or a group of operators may serve. */
export type CommandName = BusCommand | (string & {})

/** What {@link ArqonClient.call} takes after the name: the arguments that the contract asks for, and how to ask. */
export type CallArguments<Name extends string> = Name extends BusCommand
  ? Arguments<ArgsOf<ContractOf<Name>>>
  : [args?: JsonObject, options?: CallOptions]

type Arguments<Args> = keyof Args extends never
  ? [args?: Record<string, never>, options?: CallOptions]
  : Record<never, never> extends Args
    ? [args?: Args, options?: CallOptions]
    : [args: Args, options?: CallOptions]

/** What a command answers: checked against its contract, `unknown` for one without. */
export type CallData<Name extends string> = Name extends BusCommand ? DataOf<ContractOf<Name>> : unknown

/** Commands that can be asked twice without doing anything twice. */
const readOnly: ReadonlySet<string> = new Set<BusCommand>([
  'ping',
  'help',
  'whoami',
  'status',
  'list_channels',
  'channel_info',
  'presence',
  'history',
  'op.history.get',
  'op.history.replay',
])

/** What is known of a command that a user calls. */
export function traitsOf(name: string): CallTraits<unknown> {
  if (!isBusCommand(name)) return { readOnly: false, fromBus: false, now: false, take: (data) => data }
  return { readOnly: readOnly.has(name), fromBus: true, now: false, take: (data) => checkData(name, data) }
}

function checkData(name: BusCommand, data: unknown): unknown {
  return check<unknown>(busCommands[name].data, data, `an answer to ${name}`)
}

function isBusCommand(name: string): name is BusCommand {
  return Object.hasOwn(busCommands, name)
}
