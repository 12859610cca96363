// The `ws` library used the obvious way: every message goes to all others of the same path with one send() each.
// JavaScript, like the bus's own build: stripping types would add its memory to what is measured.
import { WebSocketServer } from 'ws'

const acknowledge = process.env.BENCH_ACKNOWLEDGE === '1'
/** @type {Map<string | undefined, Set<import('ws').WebSocket>>} */
const rooms = new Map()

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.BENCH_PORT),
  perMessageDeflate: false,
  backlog: 4096,
  clientTracking: false,
})

server.on('connection', (socket, request) => {
  const room = rooms.get(request.url) ?? new Set()
  rooms.set(request.url, room.add(socket))
  socket.on('message', (data, binary) => {
    for (const member of room) {
      if (member !== socket && member.readyState === member.OPEN) member.send(data, { binary })
    }
    if (acknowledge) socket.send('+OK')
  })
  socket.on('error', () => {})
  socket.on('close', () => room.delete(socket))
})
