import type * as v from 'valibot'
import type { ErrorCode } from './errors.js'

/** What a grant can allow in a room and channel. */
export const actions = ['publish', 'subscribe', 'history', 'presence', 'manage'] as const
export type Action = (typeof actions)[number]

/**
 * Who may call a command: anybody with a connection, admins of the tenant, or whoever has the action granted in the
 * room and channel that the arguments name.
 */
export type Permission = 'anyone' | 'admin' | Action

type Schema = v.GenericSchema<unknown, unknown>

/** A command as data: what it takes, what it gives, who may call it. A handler is bound to it by the package that owns it. */
export interface Contract<Name extends string = string, Args extends Schema = Schema, Data extends Schema = Schema> {
  readonly name: Name
  /** Older names that mean the same. */
  readonly aliases?: readonly string[]
  /** One line for help. */
  readonly summary: string
  readonly permission: Permission
  readonly args: Args
  readonly data: Data
  /** Codes beyond those that every command can answer (validation, authorization, rate limit, internal). */
  readonly errors: readonly ErrorCode[]
  /** Arguments that are right, and the data they may give. */
  readonly example: { readonly args: v.InferInput<Args>; readonly data: v.InferInput<Data> }
}

/** Declares one command. `permission` has no default on purpose. */
export function command<const Name extends string, Args extends Schema, Data extends Schema>(
  contract: Contract<Name, Args, Data>,
): Contract<Name, Args, Data> {
  return contract
}

/** Contracts by their name. */
export type Contracts = { readonly [name: string]: Contract }

/**
 * A table of contracts by name.
 *
 * @throws Error where two contracts answer to the same name or alias
 */
export function commands<const List extends readonly Contract[]>(
  ...list: List
): { readonly [C in List[number] as C['name']]: C } {
  const names = list.flatMap((contract) => [contract.name, ...(contract.aliases ?? [])])
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`two contracts answer to ${twice}`)
  const table = Object.fromEntries(list.map((contract) => [contract.name, contract]))
  // Object.fromEntries forgets which name has which contract; the mapped type says it again.
  return table as { readonly [C in List[number] as C['name']]: C }
}

/** The arguments of a contract as a caller writes them. */
export type ArgsOf<C extends Contract> = v.InferInput<C['args']>
/** The arguments of a contract as its handler gets them, defaults filled in. */
export type ParsedArgsOf<C extends Contract> = v.InferOutput<C['args']>
/** The data that a contract answers. */
export type DataOf<C extends Contract> = v.InferOutput<C['data']>
