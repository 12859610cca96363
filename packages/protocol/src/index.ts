export * from './close.js'
export * from './codec.js'
export * from './command.js'
export * from './commands/core.js'
export {
  type ChannelSummary,
  channelSchema,
  type Description,
  descriptionSchema,
  type Member,
  memberSchema,
  type Position,
  positionSchema,
} from './commands/fields.js'
export * from './commands/history.js'
export * from './commands/index.js'
export * from './envelope.js'
export * from './errors.js'
export * from './events.js'
export * from './id.js'
export * from './json.js'
export * from './time.js'
export * from './topic.js'
export * from './validate.js'
