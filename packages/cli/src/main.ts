import { Ended, exitCodes } from './failure.js'
import { run } from './run.js'

const { stdin, stdout, stderr, env, argv } = process
const ending = new AbortController()

// The first Ctrl-C ends what goes on in good order, the second one does not wait for that.
function end(exitCode: number): void {
  if (ending.signal.aborted) process.exit(exitCode)
  ending.abort(new Ended(exitCode))
}
process.on('SIGINT', () => end(exitCodes.interrupted))
process.on('SIGTERM', () => end(exitCodes.terminated))

// Whoever read our answers has seen enough: `arqon tail | head`.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!ending.signal.aborted) ending.abort(new Ended(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed))
})
stderr.on('error', () => undefined)

process.exitCode = await run(argv.slice(2), { env, stdin, stdout, stderr, signal: ending.signal })
