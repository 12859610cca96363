import yargs from 'yargs'
import { laterPart } from './settings/later.js'
import { nearest } from './settings/nearest.js'
import { groups, variableOfFlag } from './settings/setting.js'
import { type SettingName, settingRows } from './settings/table.js'

const COMMANDS = ['run', 'config', 'preflight'] as const
type CommandName = (typeof COMMANDS)[number]

/** A command line taken apart. Nothing here has been checked against a setting's schema. */
export interface CommandLine {
  readonly command: CommandName
  readonly help: boolean
  readonly version: boolean
  readonly json: boolean
  readonly configFile: string | undefined
  /** The settings given as flags, as text; `false` for `--no-…`. */
  readonly flags: ReadonlyMap<SettingName, string | false>
  /** What nobody understands, for people; it never holds a value. */
  readonly misunderstood: readonly string[]
}

/** Flags that are not settings. */
const OWN_FLAGS = ['config', 'json', 'help', 'version'] as const

/** @param args without the program's name */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { _: words, $0: _program, ...given } = parser().parseSync([...args])
  const flags = new Map<SettingName, string | false>()
  const misunderstood: string[] = []
  for (const [flag, value] of Object.entries(given)) {
    const row = settingRows.find((row) => row.flag === flag)
    if (row !== undefined) flags.set(row.name, value === false ? false : asText(value))
    else if (!OWN_FLAGS.some((own) => own === flag))
      misunderstood.push(unknownFlag(value === false ? `no-${flag}` : flag))
  }
  const [word = 'run', ...rest] = words.map(String)
  const command = COMMANDS.find((name) => name === word)
  if (command === undefined) misunderstood.push(unknownCommand(word))
  if (rest.length > 0)
    misunderstood.push(`one command at a time, please: there are ${rest.length + 1} words without a flag`)
  return {
    command: command ?? 'run',
    help: given.help === true,
    version: given.version === true,
    json: given.json === true,
    configFile: given.config === undefined ? undefined : asText(given.config),
    flags,
    misunderstood,
  }
}

/** A flag given twice is an array; a list setting takes it, every other one complains of the comma. */
function asText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value)
}

function unknownFlag(flag: string): string {
  const part = laterPart(flag === 'data' ? 'ARQONBUS_DATA_DIR' : variableOfFlag(flag))
  if (part !== undefined) return `--${flag} cannot be used: ${part} is not in this version`
  const close = nearest(flag, [...settingRows.map((row) => row.flag), ...OWN_FLAGS])
  return `--${flag} is not a flag of this version${close === undefined ? '' : `; did you mean --${close}?`}`
}

/** A word that cannot be a command may be half a secret with a blank in it: it is not repeated. */
function unknownCommand(word: string): string {
  const close = nearest(word, COMMANDS)
  const what = /^[a-z-]{1,20}$/.test(word) ? `${word} is not a command` : 'the first word is not a command'
  return `${what}${close === undefined ? `: the commands are ${COMMANDS.join(', ')}` : `; did you mean ${close}?`}`
}

/** The help as one text, `columns` wide. */
export function helpText(columns: number): Promise<string> {
  return parser().wrap(Math.min(columns, 120)).getHelp()
}

/** Every value stays text: the setting's schema alone decides what it means. */
function parser() {
  const line = yargs([])
    .scriptName('arqonbus')
    .usage('$0 [command] [flags]\n\nThe ArqonBus server. Order of settings: flag, environment, --config file, default.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-dashed': false,
    })
    .help(false)
    .version(false)
    .exitProcess(false)
    .command('run', 'start the bus (the same without a command)')
    .command('config', 'print what is in force, secrets masked, and where each value came from')
    .command('preflight', 'check everything that a start needs, and start nothing')
    .option('config', {
      type: 'string',
      requiresArg: true,
      describe: 'a JSON file of settings; its keys are the names of the flags [ARQONBUS_CONFIG]',
    })
    .option('json', { type: 'boolean', describe: 'with config and preflight: print JSON' })
    .option('help', { alias: 'h', type: 'boolean', describe: 'print this' })
    .option('version', { type: 'boolean', describe: 'print the version' })
    .example('$0 --server-port 0 --http-port 0', 'any free ports')
    .example('$0 config --json', 'what is in force, for a program')
    .epilogue('Each flag has a variable of the same name: --server-port is ARQONBUS_SERVER_PORT.')
  for (const group of groups) {
    for (const row of settingRows.filter((row) => row.group === group)) {
      line.option(row.flag, {
        type: 'string',
        group: `${group}:`,
        describe: row.help,
        ...(row.shownDefault === '' ? {} : { defaultDescription: row.shownDefault }),
      })
    }
  }
  return line
}
