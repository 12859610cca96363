import { coreCommands, historyCommands } from '@arqonbus/protocol'
import { bind } from '../registry.js'
import { channelHandlers } from './channels.js'
import { historyHandlers } from './history.js'
import { sessionHandlers } from './session.js'

/** Every command that the bus itself carries out. */
export const boundCommands = [
  ...bind(coreCommands, { ...sessionHandlers, ...channelHandlers }),
  ...bind(historyCommands, historyHandlers),
]
