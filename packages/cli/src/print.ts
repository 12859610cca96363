import { styleText } from 'node:util'
import type { Failure } from './failure.js'

/** Where texts go: `process.stdout`, or a test's own. */
export interface Out {
  write(chunk: string | Uint8Array): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  hasColors?(): boolean
}

/** Colours and weights, as `util.styleText` names them. */
export type Style = Parameters<typeof styleText>[0]

interface Streams {
  readonly stdout: Out
  readonly stderr: Out
}

/** Everything that arqon says: answers to stdout, everything else to stderr. */
export class Printer {
  readonly #out: Out
  readonly #err: Out
  readonly #colours: { readonly out: boolean; readonly err: boolean }

  constructor(
    { stdout, stderr }: Streams,
    env: NodeJS.ProcessEnv,
    /** For programs: stdout has JSON alone, one value a line, and a failure is a line of JSON on stderr. */
    readonly json: boolean,
  ) {
    this.#out = stdout
    this.#err = stderr
    this.#colours = { out: hasColours(stdout, env), err: hasColours(stderr, env) }
  }

  /** Whether somebody watches stderr: then progress may be shown there. */
  get isWatched(): boolean {
    return this.#err.isTTY === true && !this.json
  }

  /** A line for people. What others wrote goes through {@link printable} first. */
  line(text = ''): void {
    this.#out.write(`${text}\n`)
  }

  /** One value as one line of JSON. */
  value(value: unknown): void {
    this.#out.write(`${jsonText(value)}\n`)
  }

  /** Bytes as they are, and a line break. */
  bytes(bytes: Uint8Array): void {
    this.#out.write(bytes)
    this.#out.write('\n')
  }

  /** Something that is good to know, for people. */
  note(text: string): void {
    if (!this.json) this.#err.write(`${paint('dim', text, this.#colours.err)}\n`)
  }

  /** Something that may be wrong. Programs get it too, where they do not look for answers. */
  warn(text: string): void {
    this.#err.write(this.json ? `${jsonText({ warning: text })}\n` : `${this.#onErr('yellow', '!')} ${text}\n`)
  }

  /** Why there is no answer. */
  failure({ message, code, hint, details, exitCode }: Failure): void {
    if (this.json) {
      this.#err.write(`${jsonText({ error: message, code, details, hint, exit_code: exitCode })}\n`)
      return
    }
    const known = code === undefined || code === 'USAGE' ? '' : ` (${printable(code)})`
    this.#err.write(`${this.#onErr('red', 'error:')} ${lines(message)}${known}\n`)
    for (const line of detailLines(details, message)) this.#err.write(`  ${line}\n`)
    if (hint !== undefined) this.#err.write(`${lines(hint)}\n`)
  }

  /** `text` in a style where stdout shows styles. */
  style(style: Style, text: string): string {
    return paint(style, text, this.#colours.out)
  }

  #onErr(style: Style, text: string): string {
    return paint(style, text, this.#colours.err)
  }
}

/** Whoever asks for colours gets them; else they are for terminals, unless somebody asks for none. */
function hasColours(out: Out, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return out.isTTY === true && out.hasColors?.() === true
}

/** Whether there are colours was decided above: `styleText` looks at stdout alone, and not in every Node at that. */
function paint(style: Style, text: string, colours: boolean): string {
  return colours ? styleText(style, text, { validateStream: false }) : text
}

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text that others wrote, so that it cannot move a terminal's cursor, begin a line or turn one around. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped)
}

/** As {@link printable}, over several lines. */
function lines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** JSON that is as safe on a terminal as {@link printable}, and says the same. */
export function jsonText(value: unknown, indent?: number): string {
  // `undefined` is no JSON; line breaks stand between values only, as those inside of texts are escaped already.
  return lines(JSON.stringify(value ?? null, null, indent))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** What is told with an error, beyond its sentence: the broken rules one by one. */
function detailLines(details: Readonly<Record<string, unknown>>, message: string): string[] {
  const { errors, retry_after_ms: wait } = details
  const broken = Array.isArray(errors) ? errors.map(ruleLine) : []
  const told = broken.length === 1 && broken.some((line) => line.replace(': ', ' ') === message)
  return [...(told ? [] : broken), ...(typeof wait === 'number' ? [`try again in ${wait} ms`] : [])]
}

function ruleLine(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return printable(String(error))
  const path = 'path' in error && error.path !== '' ? `${String(error.path)}: ` : ''
  return printable(`${path}${String(error.message)}`)
}
