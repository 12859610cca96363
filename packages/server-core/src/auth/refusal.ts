import { BusError, type Json } from '@arqonbus/protocol'

/**
 * Why somebody is not let in. `text` goes to whoever sent the token, so it says what is wrong without quoting the token,
 * a key or a secret; `cause` is for the log of the operator.
 */
export function refusal(text: string, cause?: unknown, details: { readonly [key: string]: Json } = {}): BusError {
  return new BusError('AUTHENTICATION_FAILED', text, details, cause === undefined ? undefined : { cause })
}
