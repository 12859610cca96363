import { WebSocket } from 'ws'
import { invalid, textOf } from './errors.js'
import type { OpenSocket, SocketEnd, SocketRequest } from './socket.js'

/** The WebSocket of Node: the token travels in the `Authorization` header, and pings are answered by `ws`. */
export const openSocket: OpenSocket = (request, events) => {
  const socket = create(request)
  let told: Partial<SocketEnd> = {}
  socket.on('message', (data, isBinary) => events.message(isBinary ? undefined : data.toString()))
  socket.on('ping', () => events.heard())
  socket.on('pong', () => events.heard())
  socket.on('unexpected-response', (_request, response) => {
    told = { status: response.statusCode ?? 0, ...retryAfter(response.headers['retry-after']) }
    response.resume()
    socket.terminate()
  })
  socket.on('error', (cause) => {
    told = { cause, ...told }
  })
  socket.on('close', (code, reason) => events.closed({ code, reason: reason.toString(), ...told }))
  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
    close: () => socket.close(1000),
    terminate: () => socket.terminate(),
  }
}

function create({ url, token, headers }: SocketRequest): WebSocket {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  try {
    return new WebSocket(url, {
      headers: { ...headers, ...authorization },
      perMessageDeflate: false,
    })
  } catch (thrown) {
    // Node names the header that it refuses, but never its value.
    throw invalid('headers', `cannot be sent: ${textOf(thrown)}`, thrown)
  }
}

/** Seconds, as RFC 9110, 10.2.3 has them; its other form, a date, is not worth a clock that may be wrong. */
function retryAfter(header: string | undefined): { retryAfterMs?: number } {
  return header !== undefined && /^\d{1,6}$/.test(header) ? { retryAfterMs: Number(header) * 1000 } : {}
}
