import * as v from 'valibot'
import { scenarioNames } from '../scenarios.ts'
import { serverNames } from '../servers.ts'

/** What the generator is told to do, and what it says: messages between two processes. */

export const Job = v.object({
  server: v.picklist(serverNames),
  scenario: v.picklist(scenarioNames),
  port: v.number(),
  /** How long it runs unmeasured, and how long it is measured, in milliseconds. */
  warmMs: v.number(),
  measureMs: v.number(),
})
export type Job = v.InferOutput<typeof Job>

export const Tally = v.object({
  /** Deliveries, acknowledgements, round trips or connections, whatever the scenario counts. */
  count: v.number(),
  seconds: v.number(),
  /** Of one round trip, in microseconds. */
  p50: v.optional(v.number()),
  p99: v.optional(v.number()),
})
export type Tally = v.InferOutput<typeof Tally>

export const Report = v.variant('kind', [
  /** The measured part begins or has ended, and nothing is under way: it waits for an answer of any kind. */
  v.object({ kind: v.literal('pause'), cpuSeconds: v.number() }),
  v.object({ kind: v.literal('tally'), tally: Tally }),
  v.object({ kind: v.literal('failure'), message: v.string() }),
])
export type Report = v.InferOutput<typeof Report>
