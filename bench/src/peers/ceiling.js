// What Node and `ws` can do at most: `ws` for handshake and parsing only, a message framed once for everybody, the
// frames of one turn of the event loop joined, and one write of the same bytes for each socket. It promises nothing:
// no envelope, no check, no order number, no history, no bounded queue.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

/**
 * @typedef {import('node:stream').Duplex} Duplex
 * @typedef {{ members: Set<Duplex>, frames: Buffer[], senders: Duplex[], marked: boolean }} Room
 */

const acknowledge = process.env.BENCH_ACKNOWLEDGE === '1'
const ACKNOWLEDGEMENT = frame(Buffer.from('+OK'))
/** @type {Map<string | undefined, Room>} */
const rooms = new Map()
/** @type {Room[]} */
let marked = []

const websockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false })
const server = createServer()
server.on('upgrade', (request, socket, head) => {
  websockets.handleUpgrade(request, socket, head, (websocket) => enter(websocket, socket, roomOf(request.url)))
})
server.listen({ host: '127.0.0.1', port: Number(process.env.BENCH_PORT), backlog: 4096 })

/** @param {string | undefined} name */
function roomOf(name) {
  const known = rooms.get(name)
  if (known) return known
  const room = { members: new Set(), frames: [], senders: [], marked: false }
  rooms.set(name, room)
  return room
}

/**
 * @param {import('ws').WebSocket} websocket
 * @param {Duplex} socket
 * @param {Room} room
 */
function enter(websocket, socket, room) {
  let unacknowledged = 0
  const answer = () => {
    socket.write(Buffer.concat(Array(unacknowledged).fill(ACKNOWLEDGEMENT)))
    unacknowledged = 0
  }
  room.members.add(socket)
  websocket.on('message', (data) => {
    if (!(data instanceof Buffer)) return
    room.frames.push(frame(data))
    room.senders.push(socket)
    if (!room.marked) mark(room)
    if (acknowledge && unacknowledged++ === 0) setImmediate(answer)
  })
  websocket.on('error', () => {})
  websocket.on('close', () => room.members.delete(socket))
}

/** @param {Room} room */
function mark(room) {
  room.marked = true
  if (marked.push(room) === 1) setImmediate(flush)
}

function flush() {
  const flushing = marked
  marked = []
  for (const room of flushing) {
    const { frames, senders } = room
    room.frames = []
    room.senders = []
    room.marked = false
    write(room, frames, senders)
  }
}

/**
 * @param {Room} room
 * @param {Buffer[]} frames
 * @param {Duplex[]} senders
 */
function write(room, frames, senders) {
  const joined = join(frames)
  const among = new Set(senders)
  for (const member of room.members) {
    if (!among.has(member)) member.write(joined)
    else if (among.size > 1) member.write(join(frames.filter((_, index) => senders[index] !== member)))
  }
}

/** @param {Buffer[]} frames */
function join(frames) {
  const [first] = frames
  return frames.length === 1 && first ? first : Buffer.concat(frames)
}

/** @param {Buffer} payload */
function frame(payload) {
  const header = payload.length < 126 ? 2 : 4
  const bytes = Buffer.allocUnsafe(header + payload.length)
  bytes[0] = 0x81
  if (header === 2) bytes[1] = payload.length
  else {
    bytes[1] = 126
    bytes.writeUInt16BE(payload.length, 2)
  }
  payload.copy(bytes, header)
  return bytes
}
