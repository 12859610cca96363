import { readFile } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { text as readStream } from 'node:stream/consumers'
import { isJsonObject, type JsonObject } from '@arqonbus/protocol'
import { exitCodes, Failure, usage } from './failure.js'
import type { Shell } from './verb.js'

/** How stdin is written where a text can be one of several things. A lone `-` becomes this before yargs sees it. */
export const STDIN = '@-'

type Source = Pick<Shell, 'stdin' | 'signal'>

/**
 * A text of the command line: itself, or with `@` before it the content of that file, or of stdin for `@-`.
 *
 * @throws Failure where that cannot be read
 */
export async function readText(given: string, what: string, { stdin, signal }: Source): Promise<string> {
  if (given === STDIN) return readStream(addAbortSignal(signal, stdin))
  if (!given.startsWith('@')) return given
  const file = given.slice(1)
  try {
    return await readFile(file, { encoding: 'utf8', signal })
  } catch (cause) {
    throw new Failure(exitCodes.usage, `${what}: the file ${JSON.stringify(file)} cannot be read (${codeOf(cause)})`, {
      code: 'USAGE',
      hint: '@ stands before the name of a file, - for standard input',
      cause,
    })
  }
}

/** As {@link readText}, taken as JSON. @throws Failure where it is none; what was read is not repeated */
export async function readJson(given: string, what: string, source: Source): Promise<unknown> {
  return parse(await readText(given, what, source), what)
}

/** As {@link readJson}, where it must be an object. */
export async function readObject(given: string, what: string, source: Source): Promise<JsonObject> {
  const value = await readJson(given, what, source)
  if (isJsonObject(value)) return value
  throw usage(`${what} must be a JSON object`)
}

/**
 * A payload: a JSON object is itself, and every other text is sent as `{ "text": … }`. What begins like an object and
 * is none is taken for a mistake.
 *
 * @throws Failure
 */
export async function readPayload(given: string, source: Source): Promise<JsonObject> {
  const text = await readText(given, 'the payload', source)
  if (text.trimStart().startsWith('{')) {
    const value = parse(text, 'the payload')
    if (isJsonObject(value)) return value
  }
  // The line break at the end of a file, or of what `echo` writes, is nobody's text.
  return { text: text.replace(/\r?\n$/, '') }
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own words quote the text, which may hold a secret.
    throw usage(`${what} is not JSON`, { hint: 'Quote it for the shell: \'{"key":"value"}\'' })
  }
}

/** The system's name of what went wrong, such as `ENOENT`. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
}
