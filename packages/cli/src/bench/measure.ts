import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { ArqonClient } from '@arqonbus/sdk'
import type { Plan } from './plan.js'

/** How long messages on their way may still take when nothing more is published, in milliseconds. */
const ARRIVE_WITHIN_MS = 5000
/** The share of the messages, and of the time, that goes to the latency. */
const LATENCY_SHARE = 0.2

/** What came out. Times in milliseconds, rates a second. */
export interface Result {
  readonly subscribers: number
  readonly size: number
  readonly published: number
  readonly delivered: number
  /** Deliveries that were acknowledged, and did not come in time. */
  readonly missing: number
  /** From publishing a message until a subscriber has it, one message at a time. */
  readonly latency_ms: { readonly p50: number; readonly p99: number; readonly max: number; readonly samples: number }
  /** With several publishes under way. */
  readonly rate: {
    readonly outstanding: number
    readonly publishes: number
    readonly deliveries: number
    readonly seconds: number
  }
}

/** Messages on their way, by the number that each carries. */
class Traffic {
  readonly latency: RecordableHistogram = createHistogram()
  published = 0
  delivered = 0
  recording = true
  readonly #sentAt = new Map<number, number>()

  constructor(private readonly plan: Plan) {}

  get expected(): number {
    return this.published * this.plan.subscribers
  }

  next(): { n: number; pad: string } {
    const n = this.published++
    if (this.recording) this.#sentAt.set(n, performance.now())
    return { n, pad: 'x'.repeat(this.plan.size) }
  }

  arrived({ n }: { readonly n?: unknown }): void {
    this.delivered++
    const sentAt = typeof n === 'number' ? this.#sentAt.get(n) : undefined
    // In nanoseconds: a histogram takes whole numbers from 1 on.
    if (sentAt !== undefined) this.latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1e6)))
  }
}

/**
 * Measures with clients that are connected: first the time that one message takes, then how many go through.
 *
 * @param progress told the share that is done, 0 to 1
 * @throws ArqonError what the bus answers
 */
export async function measure(
  publisher: ArqonClient,
  listeners: readonly ArqonClient[],
  plan: Plan,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Result> {
  const { room, channel } = plan.topic
  const traffic = new Traffic(plan)
  const arrived = (message: { readonly payload: object }): void => traffic.arrived(message.payload)
  await Promise.all(listeners.map((one) => one.channel(room, channel).subscribe(arrived, { signal })))
  const target = publisher.channel(room, channel)
  const began = performance.now()
  const publish = async (until: Bound): Promise<void> => {
    while (traffic.published < until.messages && performance.now() < until.time && !signal.aborted) {
      await target.publish(traffic.next(), { signal })
      progress(Math.max(traffic.published / plan.messages, (performance.now() - began) / plan.maxMs))
    }
  }
  const share = { messages: Math.ceil(plan.messages * LATENCY_SHARE), time: began + plan.maxMs * LATENCY_SHARE }
  await publish(share)
  await allArrived(traffic, signal)
  traffic.recording = false
  const rate = await rateOf(traffic, plan, () => publish({ messages: plan.messages, time: began + plan.maxMs }), signal)
  return { ...resultOf(traffic, plan), rate }
}

interface Bound {
  readonly messages: number
  /** On the clock of `performance.now`. */
  readonly time: number
}

async function rateOf(
  traffic: Traffic,
  { outstanding }: Plan,
  publish: () => Promise<void>,
  signal: AbortSignal,
): Promise<Result['rate']> {
  const [published, delivered, began] = [traffic.published, traffic.delivered, performance.now()]
  await Promise.all(Array.from({ length: outstanding }, publish))
  const publishSeconds = (performance.now() - began) / 1000
  const seconds = ((await allArrived(traffic, signal)) - began) / 1000
  return {
    outstanding,
    publishes: Math.round((traffic.published - published) / publishSeconds),
    deliveries: Math.round((traffic.delivered - delivered) / seconds),
    seconds: Math.round(seconds * 1000) / 1000,
  }
}

/** Waits for what is on its way; answers when the last of it came, or was given up. */
async function allArrived(traffic: Traffic, signal: AbortSignal): Promise<number> {
  const giveUp = performance.now() + ARRIVE_WITHIN_MS
  while (traffic.delivered < traffic.expected && performance.now() < giveUp) await delay(1, undefined, { signal })
  return performance.now()
}

function resultOf(traffic: Traffic, { subscribers, size }: Plan): Omit<Result, 'rate'> {
  const { published, delivered, expected, latency } = traffic
  const ms = (nanoseconds: number): number => Math.round(nanoseconds / 1000) / 1000
  const { count: samples, max } = latency
  const latencies = { p50: ms(latency.percentile(50)), p99: ms(latency.percentile(99)), max: ms(max), samples }
  return { subscribers, size, published, delivered, missing: expected - delivered, latency_ms: latencies }
}
