import type { Readable } from 'node:stream'
import yargs, { type Argv } from 'yargs'
import { Ended, exitCodes, Failure, toFailure, usage } from './failure.js'
import { repeatable } from './flags.js'
import { STDIN } from './input.js'
import { type Out, Printer } from './print.js'
import type { Choose, Job, Verb } from './verb.js'
import { verbs } from './verbs.js'
import { version } from './version.js'

/** What one run of arqon gets from its process. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable
  readonly stdout: Out
  readonly stderr: Out
  /** Aborted when the process has to end; a reason of class {@link Ended} says with which code. */
  readonly signal: AbortSignal
}

/**
 * Does what a command line asks for; never throws.
 *
 * @param argv without the program's name
 * @returns the exit code, one of {@link exitCodes}
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, stdin, signal } = surroundings
  const words = argv.map((word, at) => (at === 0 && word === 'help' ? HELP : spelled(word)))
  const print = new Printer(surroundings, env, words.includes('--json'))
  try {
    const job = await read(words, print, surroundings.stdout.columns)
    await job({ print, env, stdin, signal })
    return signal.aborted ? endedWith(signal) : exitCodes.ok
  } catch (thrown) {
    if (signal.aborted) return endedWith(signal)
    const failure = toFailure(thrown)
    print.failure(failure)
    return failure.exitCode
  }
}

function endedWith({ reason }: AbortSignal): number {
  return reason instanceof Ended ? reason.exitCode : exitCodes.interrupted
}

/** The help, by the one name under which yargs does not take `arqon call help` for it too. */
const HELP = '-h'

/** One spelling: flags have dashes, and a lone `-`, which yargs would lose, is written as `@-`. */
function spelled(word: string): string {
  if (word === '-') return STDIN
  if (word === '--help') return HELP
  return word.replace(/^--[\w.-]+/, (flag) => flag.replaceAll('_', '-'))
}

/** What the command line asks for. @throws Failure where that cannot be understood */
async function read(words: readonly string[], print: Printer, columns: number | undefined): Promise<Job> {
  const loaded = await loadNamed(words)
  const hint = `Try: ${helpFor(words, loaded)}`
  let chosen: Job | undefined
  const line = commandLine(loaded, (job) => {
    chosen = job
  })
  line.wrap(Math.min(columns ?? 100, 100)).fail((message, error) => {
    // The first thing that is wrong is what people are told; yargs itself would go on.
    throw error instanceof Failure ? error : usage(inPlainWords(message || error.message), { hint })
  })
  if (words[0] === COMPLETIONS) return async () => void (await line.parseAsync([...words]))
  let text = ''
  await line.parse([...words], {}, (_error, _args, output) => {
    text = output
  })
  if (text !== '') return async () => print.line(text)
  if (chosen === undefined) throw usage('what shall be done?', { hint })
  return chosen
}

/** What the script that `completion` prints asks for. yargs prints the answer itself. */
const COMPLETIONS = '--get-yargs-completions'

/** A word in the wrong place may be a token (RFC 7519: it begins with a JSON object in base64url). */
function inPlainWords(text: string): string {
  return text
    .replace(/^Not enough non-option arguments.*$/, 'a word is missing')
    .replace(/\beyJ[\w-]+\.[\w.-]*/g, '(a token)')
}

/** Only what the command line names can be used by it, so nothing else is loaded. */
async function loadNamed(words: readonly string[]): Promise<Map<string, Verb>> {
  const named = Object.entries(verbs).filter(([name]) => words.includes(name))
  return new Map(await Promise.all(named.map(async ([name, { load }]) => [name, (await load()).default] as const)))
}

function commandLine(loaded: ReadonlyMap<string, Verb>, choose: Choose): Argv {
  const line = yargs()
    .scriptName('arqon')
    .usage('$0 <command>\n\nTalks to an ArqonBus from the shell.')
    .locale('en')
    .parserConfiguration({
      // Flags are taken as they are written: what a dot means, the contracts say.
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
    })
    .option('json', { type: 'boolean', describe: 'For programs: one JSON value a line' })
    .version(version())
    .help('h')
    .hide('h')
    .option('help', { type: 'boolean', describe: 'Show help' })
    .strict()
    .recommendCommands()
    .showHelpOnFail(false)
    .exitProcess(false)
    .demandCommand(1, 'what shall be done?')
    .check(onceEach)
    .epilogue(epilogue)
  for (const [name, { summary }] of Object.entries(verbs)) {
    const verb = loaded.get(name)
    if (verb === undefined) line.command(name, summary)
    else verb.register(line, summary, choose)
  }
  return line.completion('completion', 'Print a script that completes arqon in bash or zsh', complete)
}

const epilogue = `Environment: ARQONBUS_WS_URL, ARQONBUS_HTTP_URL, ARQONBUS_AUTH_JWT; flags come before them.
Exit codes: 0 done, 1 the bus refused it or it failed, 2 wrong command line, 3 no connection,
4 the token is missing or not valid, 124 it took too long, 130 Ctrl-C.`

type Found = (error: Error | null, completions: string[] | undefined) => void

/** What yargs finds, without its name for "any other command". */
function complete(
  _word: string,
  _args: unknown,
  byYargs: (found: Found) => unknown,
  done: (completions: string[]) => unknown,
): unknown {
  return byYargs((_error, found = []) => done(found.filter((word) => !word.startsWith('$0'))))
}

/** A flag that is given twice says two things, unless it is one of those that may be repeated. */
function onceEach(args: Readonly<Record<string, unknown>>): true {
  const twice = Object.keys(args).find((name) => name !== '_' && !repeatable.has(name) && Array.isArray(args[name]))
  if (twice !== undefined) throw usage(`--${twice} was given more than once`)
  return true
}

/** The help that tells of what was tried. */
function helpFor(words: readonly string[], loaded: ReadonlyMap<string, Verb>): string {
  const at = words.findIndex((word) => loaded.has(word))
  if (at < 0) return 'arqon --help'
  const [verb = '', next = '-'] = words.slice(at)
  const hasVerbs = verb === 'call' || verb === 'token'
  return `arqon ${verb}${hasVerbs && /^[a-z]/.test(next) ? ` ${next}` : ''} --help`
}
