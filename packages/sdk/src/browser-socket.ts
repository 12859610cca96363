import { invalid, textOf } from './errors.js'
import type { OpenSocket, SocketRequest } from './socket.js'

/**
 * The WebSocket of a browser: the token travels in the subprotocols (a browser sets no headers), and pings are
 * answered by the browser without anybody hearing of them.
 */
export const openSocket: OpenSocket = (request, events) => {
  const socket = create(request)
  let opened = false
  let over = false
  const end = (code: number, reason: string): void => {
    if (over) return
    over = true
    const cause = new Error('a browser does not tell why: nobody answers there, or the token or the origin was refused')
    events.closed(opened ? { code, reason } : { code, reason, cause })
  }
  socket.onopen = () => {
    opened = true
  }
  socket.onmessage = ({ data }: { readonly data: unknown }) => {
    events.message(typeof data === 'string' ? data : undefined)
  }
  socket.onclose = ({ code, reason }) => end(code, reason)
  // A browser closes right after this; other platforms with the same interface may not.
  socket.onerror = () => void setTimeout(end, 0, 1006, '')
  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
    close: () => socket.close(1000),
    // A browser has no other way; the connection does not wait for what comes of it.
    terminate: () => socket.close(),
  }
}

function create({ url, token, headers }: SocketRequest): WebSocket {
  if (Object.keys(headers).length > 0) throw invalid('headers', 'cannot be set in a browser')
  try {
    return token === undefined ? new WebSocket(url) : new WebSocket(url, ['arqon.v1', `bearer.${token}`])
  } catch (thrown) {
    throw invalid('url or token', `is refused by the browser: ${textOf(thrown).replace(token ?? '', '…')}`)
  }
}
