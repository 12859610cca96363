import { availableParallelism, cpus } from 'node:os'
import { judge, rows, shortNumber } from './rows.ts'
import type { Figures } from './run.ts'
import type { ScenarioName } from './scenarios.ts'
import { type ServerName, serverNames, servers } from './servers.ts'

/** One run, or why it gave nothing. */
export interface Result {
  readonly scenario: ScenarioName
  readonly server: ServerName
  readonly round: number
  readonly figures?: Figures
  readonly failure?: string
}

/** From here on a process counts as having its core full: the generator, the server. */
const GENERATOR_FULL = 0.9
const SERVER_FULL = 0.95
/** Cores that others use, in the median run, from which on figures are rough. */
const NOISE = 0.1

/** The results as a Markdown table, with what is needed to judge it. */
export function table(results: readonly Result[], command: string): string {
  const measured = rows.filter(({ scenario }) => results.some((result) => result.scenario === scenario))
  const lines = measured.map((row) => {
    const values = byServer((server) => median(of(results, row.scenario, server).map(row.value)))
    const marks = byServer((server) => (isGeneratorLimit(of(results, row.scenario, server)) ? ' †' : ''))
    const verdicts = row.targets.map((target) => judge(target, values).text).join('<br>')
    return [row.title, ...serverNames.map((server) => shortNumber(values[server]) + marks[server]), verdicts]
  })
  const head = ['', ...serverNames.map((server) => servers[server].title), 'ArqonBus is asked for']
  const body = [head, ['---', ...serverNames.map(() => '---:'), '---'], ...lines]
  return [body.map((cells) => `| ${cells.join(' | ')} |`).join('\n'), '', notes(results, command)].join('\n')
}

function notes(results: readonly Result[], command: string): string {
  const figures = results.flatMap((result) => result.figures ?? [])
  const rounds = Math.max(...results.map(({ round }) => round))
  const failed = results.filter(({ failure }) => failure !== undefined)
  const others = figures.map(({ otherCores }) => otherCores)
  const limits = serverNames.some((server) =>
    rows.some(({ scenario }) => isGeneratorLimit(of(results, scenario, server))),
  )
  const sentences = [
    `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ` +
      `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}.`,
    `Medians of ${rounds}, each server once a round.`,
    `Everybody else on the machine used ${shortNumber(median(others))} cores in the median run, ` +
      `${shortNumber(Math.max(0, ...others))} in the noisiest.`,
    ...(median(others) > NOISE ? ['**That is too much: these figures are rough.**'] : []),
    ...(limits ? ['† The load generator had its core full and the server had not: the server can do more.'] : []),
    ...failed.map(
      (result) => `${servers[result.server].title}, ${result.scenario}: ${result.failure?.split('\n')[0]}.`,
    ),
  ]
  return sentences.join('\n')
}

function of(results: readonly Result[], scenario: ScenarioName, server: ServerName): Figures[] {
  return results
    .filter((result) => result.scenario === scenario && result.server === server)
    .flatMap((result) => result.figures ?? [])
}

function isGeneratorLimit(figures: readonly Figures[]): boolean {
  // The round trip has percentiles, and a generator that never sleeps.
  const counted = figures.filter(({ p50 }) => p50 === undefined)
  const server = median(counted.map(({ serverCores }) => serverCores))
  return median(counted.map(({ generatorCores }) => generatorCores)) >= GENERATOR_FULL && server < SERVER_FULL
}

function byServer<T>(value: (server: ServerName) => T): Record<ServerName, T> {
  return {
    arqonbus: value('arqonbus'),
    ceiling: value('ceiling'),
    'plain-ws': value('plain-ws'),
    'socket.io': value('socket.io'),
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}
