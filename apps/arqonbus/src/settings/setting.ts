import * as v from 'valibot'

/** The headings of the help and of the reference page, in their order. */
export const groups = [
  'Listening',
  'Who may come in',
  'Channels and history',
  'Limits',
  'Rate limits',
  'Operation',
] as const

/** What is known of a setting beside its schema and its default. A type alias, not an interface: valibot's metadata wants an index signature. */
export type Facts = {
  /** The environment variable. The flag and the key in the configuration file are made from it: `flagOf`. */
  readonly variable: `ARQONBUS_${string}`
  readonly group: (typeof groups)[number]
  /** One sentence for people. */
  readonly help: string
  /** Never shown, in no listing, error or log. */
  readonly secret?: boolean
  /** A number of bytes. */
  readonly bytes?: boolean
  /** What stands for the default where it depends on something else. */
  readonly otherwise?: string
}

/** A setting: the schema with its default, and its facts as metadata of the schema. */
export function setting<S extends v.GenericSchema>(schema: S, facts: Facts) {
  return v.pipe(schema, v.metadata<v.InferOutput<S>, Facts>(facts))
}

/** `ARQONBUS_SERVER_PORT` as a flag, without the dashes: `server-port`. The configuration file has the same keys. */
export function flagOf(variable: string): string {
  return variable
    .replace(/^ARQONBUS_/, '')
    .toLowerCase()
    .replaceAll('_', '-')
}

/** The other way round: `server-port` as `ARQONBUS_SERVER_PORT`. */
export function variableOfFlag(flag: string): string {
  return `ARQONBUS_${flag.toUpperCase().replaceAll('-', '_')}`
}
