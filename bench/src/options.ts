import { parseArgs } from 'node:util'
import * as v from 'valibot'
import type { Pace } from './run.ts'
import { scenarioNames } from './scenarios.ts'

export const USAGE = `pnpm bench [options]
  --only A,B     these scenarios: ${scenarioNames.join(', ')}
  --runs N       runs of each server in each scenario, 1 to 99 (5; with --quick 1)
  --quick        short runs, to see that it works; the figures are rough
  --json         everything that was measured, as JSON instead of the table
  --write        puts the table into bench/README.md as well`

/** Long enough for the JIT compiler to have seen everything. */
const FULL: Pace = { warmMs: 1000, measureMs: 2000 }
const QUICK: Pace = { warmMs: 200, measureMs: 500 }

const Values = v.pipe(
  v.object({
    only: v.optional(
      v.pipe(
        v.string(),
        v.transform((names) => names.split(',')),
        v.array(v.picklist(scenarioNames)),
      ),
      scenarioNames.join(','),
    ),
    runs: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d?$/, '--runs is a number from 1 to 99'), v.transform(Number))),
    quick: v.optional(v.boolean(), false),
    json: v.optional(v.boolean(), false),
    write: v.optional(v.boolean(), false),
    help: v.optional(v.boolean(), false),
  }),
  v.transform(({ quick, runs, ...rest }) => ({
    ...rest,
    pace: quick ? QUICK : FULL,
    runs: runs ?? (quick ? 1 : 5),
  })),
  v.check(({ write, only }) => !write || only.length === scenarioNames.length, '--write is for the whole table'),
)
export type Options = v.InferOutput<typeof Values>

/** @throws where the command line says something else than {@link USAGE} */
export function readOptions(argv: readonly string[]): Options {
  const flag = { type: 'boolean' } as const
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: { only: text, runs: text, quick: flag, json: flag, write: flag, help: { ...flag, short: 'h' } },
  })
  return v.parse(Values, values)
}
