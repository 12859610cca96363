import type { Argv } from 'yargs'
import { type Given, socketFlags, topicFlags } from '../flags.js'

/** The flags of `tail`. */
export const tailFlags = (line: Argv) =>
  socketFlags(topicFlags(line))
    .option('limit', {
      type: 'number',
      requiresArg: true,
      describe: 'End after so many messages (without a channel: frames)',
    })
    .option('timeout-seconds', { type: 'number', requiresArg: true, describe: 'End after this time' })
    .option('last', { alias: 'n', type: 'number', requiresArg: true, describe: 'Begin with so many stored messages' })
    .option('since', { type: 'string', requiresArg: true, describe: 'Begin after this position, as epoch:seq' })
    .option('presence', { type: 'boolean', describe: 'Also tell who joins and leaves' })
    .option('send', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Without a channel: send this text after the first frame has come; may be repeated',
    })
    .option('raw', { type: 'boolean', describe: 'Without a channel: print frames byte for byte' })
    .conflicts('last', 'since')

export type TailArgs = Given<typeof tailFlags>
