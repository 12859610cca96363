import { inspect } from '../token/inspect.js'
import { mint } from '../token/mint.js'
import type { Verb } from '../verb.js'

/** `token`: makes tokens, and looks into them. Neither asks a bus. */
const token: Verb = {
  register(line, summary, choose) {
    line.command('token <action>', summary, (inner) => {
      mint.register(inner, 'Make a signed token', choose)
      inspect.register(inner, 'Show what is in a token', choose)
    })
  },
}
export default token
