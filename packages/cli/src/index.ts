export { exitCodes } from './failure.js'
export { run, type Surroundings } from './run.js'
