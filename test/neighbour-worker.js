// In a thread of its own, so that what a test does between two frames is not taken for a delay of the bus: publishes a
// message to its own channel, waits until it has come back and is acknowledged, and notes how long that took.
import { parentPort, workerData } from 'node:worker_threads'
import WebSocket from 'ws'

const PAUSE_MS = 2
const topic = { room: 'neighbours', channel: workerData.channel }
const roundTrips = []
const socket = new WebSocket(workerData.url, { perMessageDeflate: false })
let sent = 0
let sentAt = 0
let missing = 0

const beat = () => {
  if (socket.readyState !== WebSocket.OPEN) return
  sentAt = performance.now()
  missing = 2
  socket.send(JSON.stringify({ type: 'message', ...topic, payload: { beat: ++sent } }))
}

socket.on('message', (data) => {
  const { type, sender } = JSON.parse(String(data))
  if (type === 'message' && sender === 'arqonbus')
    return socket.send(JSON.stringify({ type: 'command', command: 'join_channel', args: { ...topic, echo: true } }))
  if (type === 'response') {
    parentPort.postMessage('beating')
    return beat()
  }
  if (--missing > 0) return
  roundTrips.push(performance.now() - sentAt)
  setTimeout(beat, PAUSE_MS)
})
socket.on('close', (code) => {
  parentPort.postMessage({ closed: code })
})
parentPort.on('message', () => {
  // One that is still under way has taken at least this long.
  const pending = missing > 0 ? [performance.now() - sentAt] : []
  parentPort.postMessage({ roundTrips: [...roundTrips, ...pending] })
  socket.removeAllListeners('close')
  socket.terminate()
  parentPort.close()
})
