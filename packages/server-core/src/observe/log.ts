import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'

export interface LogOptions {
  /** Below this nothing is written: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. */
  readonly level: string
  /** Where the JSON lines go, stdout where absent. Whoever wants them pretty gives a stream that makes them so. */
  readonly destination?: DestinationStream | undefined
}

const SECRET_KEYS = [
  'token',
  'access_token',
  'auth_token',
  'jwt',
  'authorization',
  'Authorization',
  'password',
  'secret',
  'cookie',
  '["x-api-key"]',
  'adminApiKey',
] as const

/**
 * A logger that writes one JSON line for each event. Values under names of secrets are masked down to the third level,
 * errors are told without anything that may hold a payload, and control characters never reach a terminal or begin
 * a line: neither JSON nor a printer that takes the text out of it can be made to show an event that never was.
 */
export function createLogger(options: LogOptions): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: printableFacts },
    redact: { paths: secretPaths(), censor: '[masked]' },
    serializers: { err: describeError, error: describeError },
    hooks: {
      logMethod(args, write) {
        const [first, second, ...rest] = args
        if (typeof first === 'string') return write.apply(this, [printable(first), second, ...rest])
        const text = typeof second === 'string' ? printable(second) : (second ?? messageOf(first))
        return write.apply(this, [first, text, ...rest])
      },
    },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}

function secretPaths(): string[] {
  const below = (prefix: string) =>
    SECRET_KEYS.map((key) => (key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`))
  return [...SECRET_KEYS, ...below('*'), ...below('*.*')]
}

/** JSON spells out most control characters, but not those from 0x7f on, and a printer takes the others out of it again. */
function printableFacts(facts: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(facts)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? printable(value) : value]),
  )
}

/** The text for an event that has none but its error's, which pino would take as it is. */
function messageOf(facts: unknown): string | undefined {
  if (facts instanceof Error) return describeError(facts).message
  if (typeof facts !== 'object' || facts === null || !('err' in facts)) return undefined
  return describeError(facts.err).message
}

/** What the log says of an error. */
export interface ErrorDescription {
  readonly type: string
  readonly code?: string
  readonly message: string
  /** Where it was made, without the text that begins every `stack`. */
  readonly stack?: string
  readonly cause?: ErrorDescription
}

const MAX_TEXT = 500
const MAX_CAUSES = 5

/**
 * An error for the log: its kind, code, text and place, and of its other fields nothing, because drivers hang queries,
 * parameters and rows on theirs. The text of a `SyntaxError` is left out: the engine quotes what it could not read.
 */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'something that is not an Error was thrown' }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? printable(thrown.code) : undefined
  const stack = thrown.stack?.split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: printable(thrown.name),
    ...(code === undefined ? {} : { code }),
    message: thrown.name === 'SyntaxError' ? 'text withheld: it may quote the input' : printable(thrown.message),
    ...(stack === undefined || stack.length === 0 ? {} : { stack: stack.join('\n') }),
    ...(thrown.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(thrown.cause, depth + 1) }),
  }
}

/** `text` with its control characters spelled out, cut off where it is long. */
function printable(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
  return short.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
