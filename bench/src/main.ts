// Measures every server in every scenario, in turn, and prints the table.
import { readFileSync, writeFileSync } from 'node:fs'
import { type Options, readOptions, USAGE } from './options.ts'
import { run } from './run.ts'
import { serverNames, servers } from './servers.ts'
import { type Result, table } from './table.ts'

const README = new URL('../README.md', import.meta.url)
const [BEGIN, END] = ['<!-- table: begin -->\n', '<!-- table: end -->']

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(USAGE)
  else print(await measure(options), options)
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown)
  console.error(USAGE)
  process.exitCode = 2
}

async function measure({ only, runs, pace }: Options): Promise<Result[]> {
  const results: Result[] = []
  for (const scenario of only) {
    for (let round = 1; round <= runs; round++) {
      for (const server of serverNames) {
        if (stop.signal.aborted) return results
        const result = await attempt(() => run(server, scenario, pace, stop.signal))
        results.push({ scenario, server, round, ...result })
        console.error(`${scenario} ${round}/${runs} ${servers[server].title}: ${line(result)}`)
      }
    }
  }
  return results
}

async function attempt(measured: () => ReturnType<typeof run>): Promise<Pick<Result, 'figures' | 'failure'>> {
  try {
    return { figures: await measured() }
  } catch (thrown) {
    return { failure: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

function line({ figures, failure }: Pick<Result, 'figures' | 'failure'>): string {
  if (!figures) return `failed: ${failure}`
  const { perSecond, cpuPerMillion, serverCores, generatorCores, otherCores } = figures
  const cores = [serverCores, generatorCores, otherCores].map((count) => count.toFixed(2)).join(' / ')
  return `${Math.round(perSecond)}/s, ${cpuPerMillion.toFixed(2)} CPU s/M, cores of server / generator / others ${cores}`
}

function print(results: readonly Result[], { json, write }: Options): void {
  if (stop.signal.aborted) {
    process.exitCode = 130
    return
  }
  if (results.some(({ failure }) => failure !== undefined)) process.exitCode = 1
  const command = ['pnpm bench', ...process.argv.slice(2)].join(' ')
  console.log(json ? JSON.stringify(results, null, 2) : table(results, command))
  if (write) writeTable(table(results, command))
}

function writeTable(made: string): void {
  const readme = readFileSync(README, 'utf8')
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`${README.pathname} has no place for the table`)
  writeFileSync(README, `${before}${BEGIN}${made}\n${END}${after}`)
}
