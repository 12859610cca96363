import type { Readable } from 'node:stream'
import type { ArgumentsCamelCase, Argv } from 'yargs'
import type { Printer } from './print.js'

/** What a command works with. */
export interface Shell {
  readonly print: Printer
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable
  /** Aborted when the process has to end; what waits, waits for this too. */
  readonly signal: AbortSignal
}

/** What a command line asks for, ready to be done. Throws a `Failure`, or an error with a code. */
export type Job = (shell: Shell) => Promise<void>

/** Told which job the command line asks for. */
export type Choose = (job: Job) => void

/** A verb of the command line, or a part of one. */
export interface Verb {
  /** Adds it to the command line. */
  register(line: Argv, summary: string, choose: Choose): void
}

interface Definition<Flags> {
  /** The name and the positional arguments, as yargs writes them; the names after the first mean the same. */
  readonly usage: string | readonly [string, ...string[]]
  /** Command lines that are right, `$0` for arqon, and what each does. */
  readonly examples?: readonly (readonly [commandLine: string, meaning: string])[]
  readonly epilogue?: string
  flags(line: Argv): Argv<Flags>
  run(args: ArgumentsCamelCase<Flags>, shell: Shell): Promise<void>
}

/** Declares a verb: its flags and what it does belong together, and their types meet here. */
export function verb<Flags>({ usage, examples = [], epilogue, flags, run }: Definition<Flags>): Verb {
  return {
    register(line, summary, choose) {
      line.command<Flags>(
        usage,
        summary,
        (inner) => {
          // Groups are shown in the order in which they are first named.
          inner.group(['json', 'help', 'version'], 'Options:')
          for (const [commandLine, meaning] of examples) inner.example(commandLine, meaning)
          if (epilogue !== undefined) inner.epilogue(epilogue)
          return flags(inner)
        },
        (args) => choose((shell) => run(args, shell)),
      )
    },
  }
}
