import { coreCommands } from './core.js'
import { historyCommands } from './history.js'

/** Every contract that this version of the bus itself knows. */
export const busCommands = { ...coreCommands, ...historyCommands } as const
/** The name of a command of the bus. */
export type BusCommand = keyof typeof busCommands
