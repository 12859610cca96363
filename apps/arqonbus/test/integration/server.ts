import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** A process of the built server, what it has said so far, and how it ended. */
export class ServerProcess {
  stdout = ''
  stderr = ''
  /** The exit code, or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  readonly child: ChildProcessWithoutNullStreams

  /** @param env the whole environment of ArqonBus: nothing of ours reaches it */
  constructor(args: readonly string[], env: Record<string, string> = {}, nodeFlags: readonly string[] = []) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: run \`pnpm build\` first`)
    this.child = spawn(process.execPath, [...nodeFlags, MAIN, ...args], { env: { PATH: process.env.PATH, ...env } })
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal)))
  }

  /** Where it listens, once it says so. */
  async listening(): Promise<{ ws: string; http: string }> {
    await expect
      .poll(() => this.stdout, { timeout: 10_000, interval: 10 })
      .toMatch(/wss?:\/\/[^"]*[\s\S]*https?:\/\/\S+\d/)
    const [ws = ''] = /wss?:\/\/[\w.:[\]]+/.exec(this.stdout) ?? []
    const [http = ''] = /https?:\/\/[\w.:[\]]+/.exec(this.stdout) ?? []
    return { ws, http }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }
}
