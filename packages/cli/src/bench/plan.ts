import type { Argv } from 'yargs'
import { usage } from '../failure.js'
import { askFlags, type Given, milliseconds, topicFlags, wholeNumber, wsUrlOf } from '../flags.js'
import { type Topic, topicIn } from '../topic.js'

/** The flags of `bench`. */
export const benchFlags = (line: Argv) =>
  askFlags(topicFlags(line))
    .option('subscribers', { type: 'number', requiresArg: true, default: 10, describe: 'Clients that listen' })
    .option('messages', { type: 'number', requiresArg: true, default: 10_000, describe: 'Messages at most' })
    .option('size', { type: 'number', requiresArg: true, default: 128, describe: 'Characters of a payload' })
    .option('outstanding', {
      type: 'number',
      requiresArg: true,
      default: 32,
      describe: 'Publishes that wait for their acknowledgement at a time, while the rate is measured',
    })
    .option('max-seconds', { type: 'number', requiresArg: true, default: 10, describe: 'How long it may take' })
    .option('yes', { type: 'boolean', describe: 'Also where the bus is on another machine' })

export type BenchArgs = Given<typeof benchFlags>

/** What is measured, within bounds. */
export interface Plan {
  readonly topic: Topic
  readonly subscribers: number
  readonly messages: number
  readonly size: number
  readonly outstanding: number
  readonly maxMs: number
}

/** @throws Failure where a number is out of its bounds, or nobody said that a bus elsewhere may be loaded */
export function planOf(args: BenchArgs, env: NodeJS.ProcessEnv): Plan {
  const host = new URL(wsUrlOf(args, env)).hostname
  if (!isLoopback(host) && args.yes !== true)
    throw usage(`this would put load on ${JSON.stringify(host)}, which is not this machine`, {
      hint: 'If that is meant: --yes',
    })
  return {
    topic: topicIn(args) ?? { room: 'arqon-bench', channel: crypto.randomUUID() },
    subscribers: wholeNumber(args.subscribers, '--subscribers', 1, 1000),
    messages: wholeNumber(args.messages, '--messages', 1, 1_000_000),
    size: wholeNumber(args.size, '--size', 0, 65_536),
    outstanding: wholeNumber(args.outstanding, '--outstanding', 1, 1000),
    maxMs: milliseconds(Math.min(args.maxSeconds, 600), '--max-seconds'),
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
