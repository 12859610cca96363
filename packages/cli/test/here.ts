import { Readable } from 'node:stream'
import { run } from '../src/index.js'
import type { Out } from '../src/print.js'

/** Takes what is written, as a terminal with colours where it `isTTY`. */
export class Written implements Out {
  text = ''
  constructor(readonly isTTY = false) {}
  write(chunk: string | Uint8Array): void {
    this.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
  }
  hasColors(): boolean {
    return this.isTTY
  }
}

interface Options {
  readonly env?: NodeJS.ProcessEnv
  readonly stdin?: string
}

/** Runs a command line in this process. */
export async function here(args: readonly string[], { env = {}, stdin = '' }: Options = {}) {
  const [stdout, stderr] = [new Written(), new Written()]
  const { signal } = new AbortController()
  const code = await run(args, { env, stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, signal })
  return { code, stdout: stdout.text, stderr: stderr.text }
}
