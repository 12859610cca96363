import type { Verb } from './verb.js'

/** A verb as the help lists it; the rest of it is loaded when it is used, so that the help is fast. */
interface Entry {
  readonly summary: string
  load(): Promise<{ readonly default: Verb }>
}

/** Every verb of arqon but `completion`, which is yargs' own. */
export const verbs: Readonly<Record<string, Entry>> = {
  status: { summary: 'Show how the bus is doing', load: () => import('./commands/status.js') },
  version: { summary: 'Show which version the bus is, and which arqon', load: () => import('./commands/version.js') },
  tail: { summary: 'Print messages as they come', load: () => import('./commands/tail.js') },
  pub: { summary: 'Publish a message', load: () => import('./commands/pub.js') },
  call: { summary: 'Call a command of the bus', load: () => import('./commands/call.js') },
  history: { summary: 'Show stored messages', load: () => import('./commands/history.js') },
  channels: { summary: 'List channels', load: () => import('./commands/channels.js') },
  presence: { summary: 'List who listens to a channel', load: () => import('./commands/presence.js') },
  token: { summary: 'Make a token, or look into one', load: () => import('./commands/token.js') },
  bench: { summary: 'Measure a bus quickly', load: () => import('./commands/bench.js') },
}
