import { headersOf, shownUrl, tokenOf, wsUrlOf } from '../flags.js'
import { jsonText } from '../print.js'
import type { Shell } from '../verb.js'
import { type FrameHandler, Wire } from '../wire.js'
import type { Ends } from './ends.js'
import type { TailArgs } from './flags.js'

/** How long a connection may take to come about, in milliseconds. */
const CONNECT_WITHIN_MS = 10_000

/** Prints every frame of one connection until there were enough, the time is over, or the connection is. */
export async function watchConnection(args: TailArgs, ends: Ends, { print, env, signal }: Shell): Promise<void> {
  const url = wsUrlOf(args, env)
  const finished = new AbortController()
  const until = AbortSignal.any([ends.begin(signal), finished.signal])
  const texts = [...(args.send ?? [])]
  const onFrame: FrameHandler = (bytes, isBinary) => {
    if (ends.reached) return
    if (args.raw === true) print.bytes(bytes)
    else print.line(oneLine(bytes, isBinary))
    ends.count()
    for (const text of texts.splice(0)) wire.send(text)
    if (ends.reached) finished.abort()
  }
  const request = { url, place: shownUrl(url), token: tokenOf(args, env), headers: headersOf(args) }
  const wire = new Wire({ ...request, timeoutMs: CONNECT_WITHIN_MS }, onFrame)
  try {
    await Promise.race([wire.ended(), aborted(until)])
    ends.check()
  } finally {
    await wire.close()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** A frame as one JSON text: what is none becomes a text in JSON, and bytes become base64. */
function oneLine(bytes: Buffer, isBinary: boolean): string {
  if (isBinary) return jsonText({ binary: bytes.toString('base64') })
  const text = bytes.toString()
  try {
    return jsonText(JSON.parse(text))
  } catch {
    return jsonText({ text })
  }
}
