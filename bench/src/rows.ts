import type { Figures } from './run.ts'
import { type Scenario, type ScenarioName, scenarioNames, scenarios } from './scenarios.ts'
import { type ServerName, servers } from './servers.ts'

/** What the bus has to reach: a multiple of another server's figure, or a figure. */
export interface Target {
  readonly of?: Exclude<ServerName, 'arqonbus'>
  readonly least?: number
  readonly most?: number
}

/** One line of the table. */
export interface Row {
  readonly scenario: ScenarioName
  readonly title: string
  readonly value: (figures: Figures) => number
  readonly targets: readonly Target[]
}

/** How far the bus is from its targets. */
export interface Verdict {
  readonly passed: boolean
  readonly text: string
}

export const rows: readonly Row[] = scenarioNames.flatMap((name) =>
  rowsOf(scenarios[name]).map((row) => ({ scenario: name, ...row })),
)

function rowsOf(scenario: Scenario): Omit<Row, 'scenario'>[] {
  const { title } = scenario
  const rate = (what: string, ...targets: Target[]) => ({ title: what, value: (f: Figures) => f.perSecond, targets })
  const cpu = (of: string, ...targets: Target[]) => ({
    title: `${title}: server CPU s per million ${of}`,
    value: (f: Figures) => f.cpuPerMillion,
    targets,
  })
  switch (scenario.kind) {
    case 'fan-out': {
      const many = scenario.outstanding > 1
      const rates: Target[] = [
        { of: 'ceiling', least: 0.5 },
        { of: 'socket.io', least: 10 },
      ]
      return [
        rate(`${title}: deliveries/s`, ...(many ? rates : [])),
        cpu('deliveries', ...(many ? [] : [{ of: 'ceiling', most: 1.15 } as const])),
      ]
    }
    case 'acknowledged':
      return [rate(`${title}/s`, { of: 'plain-ws', least: 1.3 }), cpu('publishes')]
    case 'round-trip':
      return [
        { title: `${title}: p50 µs`, value: (f) => f.p50 ?? Number.NaN, targets: [] },
        { title: `${title}: p99 µs`, value: (f) => f.p99 ?? Number.NaN, targets: [] },
      ]
    case 'connect':
      return [rate(`${title}/s`, { of: 'plain-ws', least: 0.6 })]
    case 'idle':
      return [
        {
          title: `${scenario.connections} idle connections: KB each`,
          value: (f) => f.kbPerConnection,
          targets: [{ most: 14 }],
        },
      ]
  }
}

/** @param values each server's figure in the row */
export function judge(target: Target, values: Readonly<Record<ServerName, number>>): Verdict {
  const number = target.of === undefined ? values.arqonbus : values.arqonbus / values[target.of]
  if (Number.isNaN(number)) return { passed: false, text: 'not measured' }
  const passed = number >= (target.least ?? Number.NEGATIVE_INFINITY) && number <= (target.most ?? Infinity)
  const limit = target.least === undefined ? `≤ ${target.most}` : `≥ ${target.least}`
  const what = target.of === undefined ? '' : ` × ${servers[target.of].title}`
  return { passed, text: `${passed ? 'pass' : '**FAIL**'} ${shortNumber(number)}${what} (${limit})` }
}

/** Three digits that mean something. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const [unit, suffix] = value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, '']
  const scaled = value / unit
  return scaled.toFixed(scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2) + suffix
}
