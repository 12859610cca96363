// The load generator, a process of its own so that its work is not the server's: does one job and ends.
import { once } from 'node:events'
import * as v from 'valibot'
import { Job, type Report } from './job.ts'
import { generate } from './traffic.ts'

process.on('disconnect', () => process.exit())

const [job] = await once(process, 'message')
try {
  await say({ kind: 'tally', tally: await generate(v.parse(Job, job), pause) })
} catch (thrown) {
  await say({ kind: 'failure', message: thrown instanceof Error ? thrown.message : String(thrown) })
}
process.disconnect()

async function pause(): Promise<void> {
  const { user, system } = process.cpuUsage()
  const answered = once(process, 'message')
  await say({ kind: 'pause', cpuSeconds: (user + system) / 1e6 })
  await answered
}

function say(report: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!process.send) throw new Error('The generator is started by the bench, not by hand')
    process.send(report, undefined, undefined, (error) => (error ? reject(error) : resolve()))
  })
}
