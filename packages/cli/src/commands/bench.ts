import { setMaxListeners } from 'node:events'
import { SingleBar } from 'cli-progress'
import { measure, type Result } from '../bench/measure.js'
import { benchFlags, planOf } from '../bench/plan.js'
import { newClient, withClient } from '../connect.js'
import type { Printer } from '../print.js'
import { facts } from '../table.js'
import { shownTopic } from '../topic.js'
import { verb } from '../verb.js'

export default verb({
  usage: 'bench [topic]',
  examples: [
    ['$0 bench', 'ten subscribers, 10,000 messages, at most ten seconds'],
    ['$0 bench --subscribers 100 --size 1024', 'another load'],
  ],
  epilogue: `arqon measures itself as well: one process publishes and listens. Compare its numbers with its own alone.
Without a channel it takes one of a random name in the room arqon-bench.`,
  flags: benchFlags,
  async run(args, shell) {
    const { print, env, signal } = shell
    const plan = planOf(args, env)
    // Every client and every publish waits for it.
    setMaxListeners(0, signal)
    const listeners = Array.from({ length: plan.subscribers }, () => newClient(args, shell))
    print.note(`${plan.subscribers} subscribers of ${shownTopic(plan.topic)}`)
    const bar = progressBar(print)
    try {
      const result = await withClient(args, shell, async (publisher) => {
        await Promise.all(listeners.map((client) => client.connect({ signal })))
        return measure(publisher, listeners, plan, bar.update, signal)
      })
      bar.stop()
      if (print.json) print.value(result)
      else print.line(resultText(result))
    } finally {
      bar.stop()
      await Promise.all(listeners.map((client) => client.close()))
    }
  },
})

/** On stderr, where somebody watches it. */
function progressBar({ isWatched }: Printer): { update(share: number): void; stop(): void } {
  if (!isWatched) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar({ format: '  {bar} {percentage} %', clearOnComplete: true, hideCursor: true, fps: 10 })
  bar.start(100, 0)
  return { update: (share) => bar.update(Math.min(100, Math.round(share * 100))), stop: () => bar.stop() }
}

function resultText({ published, delivered, missing, latency_ms, rate }: Result): string {
  const number = (value: number): string => value.toLocaleString('en')
  return facts([
    ['latency', `p50 ${latency_ms.p50} ms, p99 ${latency_ms.p99} ms, max ${latency_ms.max} ms, one message at a time`],
    ['publishes', `${number(rate.publishes)}/s acknowledged, ${rate.outstanding} outstanding`],
    ['deliveries', `${number(rate.deliveries)}/s`],
    [
      'in all',
      `${number(published)} published, ${number(delivered)} delivered${missing > 0 ? `, ${number(missing)} missing` : ''}`,
    ],
  ])
}
