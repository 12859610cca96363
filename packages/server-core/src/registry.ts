import {
  type Accepting,
  BusError,
  type Contract,
  type Contracts,
  type DataOf,
  type JsonObject,
  type ParsedArgsOf,
  splitTopic,
  toDetail,
  validationError,
} from '@arqonbus/protocol'
import * as v from 'valibot'
import type { Core } from './core.js'
import type { Session } from './session.js'

/** One running command. */
export interface Call {
  readonly core: Core
  readonly session: Session
  /** The id of the command's envelope. */
  readonly id: string
  /** Does `task` in the same turn in which the answer is queued, right behind it. */
  afterReply(task: () => void): void
}

type Handler<C extends Contract> = (call: Call, args: ParsedArgsOf<C>) => DataOf<C> | Promise<DataOf<C>>
/** One handler for each contract: one too few or a wrong result does not compile. */
export type Handlers<T extends Contracts> = { readonly [K in keyof T]: Handler<T[K]> }

/** A contract with whoever carries it out. */
export interface Bound {
  readonly contract: Contract
  run(call: Call, args: unknown): unknown
}

/** Binds a table of contracts to a table of handlers. */
export function bind<T extends Contracts>(contracts: T, handlers: Handlers<T>): readonly Bound[] {
  const untyped: { readonly [name: string]: unknown } = handlers
  return Object.entries(contracts).map(([name, contract]) => {
    // Boundary: a table forgets which arguments belong to which name. The registry has parsed them by this very contract.
    const handler = untyped[name] as (call: Call, args: unknown) => unknown
    return { contract, run: (call, args) => handler(call, args) }
  })
}

/** A command with its contract and with arguments that its schema has passed. */
export interface Request {
  readonly id: string
  readonly bound: Bound
  readonly args: unknown
  /** The channel that the arguments name. */
  readonly room?: string | undefined
  readonly channel?: string | undefined
}

/** The commands of this bus by name and alias. */
export class Registry {
  readonly #bound = new Map<string, Bound>()
  readonly #declared: ReadonlySet<string>

  /** `declared` are contracts that exist in this version whether anybody carries them out or not. */
  constructor(bound: readonly Bound[], declared: Contracts) {
    this.#declared = new Set(
      Object.values(declared).flatMap((contract) => [contract.name, ...(contract.aliases ?? [])]),
    )
    for (const one of bound) {
      for (const name of [one.contract.name, ...(one.contract.aliases ?? [])]) this.#bound.set(name, one)
    }
  }

  /** Every contract that can be called, by name. */
  get contracts(): readonly Contract[] {
    return [...new Set(this.#bound.values())].map(({ contract }) => contract).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws BusError `COMMAND_NOT_FOUND`, `FEATURE_DISABLED`, or `VALIDATION_ERROR` with paths below `args` */
  resolve(envelope: Accepting<'command'>): Request {
    const bound = this.#bound.get(envelope.command)
    if (!bound) {
      const name = envelope.command.slice(0, 64)
      if (this.#declared.has(name)) throw new BusError('FEATURE_DISABLED', `This bus runs without the command ${name}`)
      throw new BusError('COMMAND_NOT_FOUND', `There is no command ${name}; the command help lists them`)
    }
    const parsed = v.safeParse(bound.contract.args, withTopicApart(envelope.args))
    if (!parsed.success) {
      const details = parsed.issues
        .map(toDetail)
        .map(({ path, message }) => ({ path: path ? `args.${path}` : 'args', message }))
      throw validationError(details, `Wrong arguments for ${bound.contract.name}`)
    }
    return { id: envelope.id, bound, args: parsed.output, ...topicOf(parsed.output) }
  }
}

/** `room: "a:b"` in arguments means room `a`, channel `b`, as it does in an envelope. */
function withTopicApart(args: JsonObject): JsonObject {
  if (typeof args.room !== 'string' || args.channel !== undefined) return args
  const both = splitTopic(args.room)
  return both ? { ...args, ...both } : args
}

function topicOf(args: unknown): { room?: string; channel?: string } {
  if (typeof args !== 'object' || args === null) return {}
  const room = 'room' in args && typeof args.room === 'string' ? { room: args.room } : {}
  const channel = 'channel' in args && typeof args.channel === 'string' ? { channel: args.channel } : {}
  return { ...room, ...channel }
}
