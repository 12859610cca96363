// ArqonBus without its SDK: a WebSocket and JSON. Prints what is said in a channel, and says what you type.
//
//   node client.mjs demo:lobby

import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'

// Node 22 and every browser have a WebSocket of their own; Node 20 takes that of the package ws.
const WebSocket = globalThis.WebSocket ?? (await import('ws')).WebSocket

const url = process.env.ARQONBUS_WS_URL ?? 'ws://127.0.0.1:9100'
const token = process.env.ARQONBUS_AUTH_JWT
const [room, channel] = (process.argv[2] ?? 'demo:lobby').split(':')

/** The last message that was seen: where to go on after a lost connection. */
let position
/** What was said and is not acknowledged yet, by its id. */
const unacknowledged = new Map()
let socket
let isJoined = false
let attempt = 0

function connect() {
  isJoined = false
  // A browser cannot set headers, so a token goes into the subprotocols.
  socket = new WebSocket(url, token ? ['arqon.v1', `bearer.${token}`] : [])
  socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)))
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', ({ code, reason }) => comeBack(code, reason))
}

function receive(envelope) {
  // Others may write any type and any payload, but never this sender.
  if (envelope.sender !== 'arqonbus') return heard(envelope)
  if (envelope.type === 'message') return join(envelope.payload.client_id)
  if (envelope.type === 'response') return joined(envelope)
  if (envelope.type === 'message_response') return acknowledged(envelope)
  if (envelope.type === 'error') return refused(envelope)
  note(`${envelope.payload.event}: ${envelope.payload.reason ?? ''}`)
}

function heard({ id, sender, payload, epoch, seq }) {
  // One of our own that was not acknowledged before the connection was lost comes back as a stranger's.
  if (!unacknowledged.has(id)) console.log(`#${seq ?? 'direct'} ${sender}: ${JSON.stringify(payload)}`)
  if (seq !== undefined) position = { epoch, seq }
}

function join(clientId) {
  note(`connected to ${url} as ${clientId}`)
  send({ id: newId(), type: 'command', command: 'join_channel', args: { room, channel, since: position } })
}

/** With `since` everything that was missed has come before this answer. */
function joined({ status, error, payload }) {
  if (status !== 'success') {
    note(`cannot join: ${error ?? payload.message}`)
    process.exit(1)
  }
  const { epoch, seq } = payload.data
  position = { epoch, seq }
  isJoined = true
  attempt = 0
  note(`joined ${room}:${channel} after #${seq}`)
  // Under the same id nothing is delivered twice, so what may or may not have arrived is simply sent again.
  for (const envelope of unacknowledged.values()) send(envelope)
}

function say(text) {
  const envelope = { id: newId(), type: 'message', room, channel, payload: { text } }
  unacknowledged.set(envelope.id, envelope)
  if (isJoined) send(envelope)
}

/** Whoever sees number 7 acknowledged has been sent 1 to 6: the acknowledgement moves the position too. */
function acknowledged({ request_id, payload: { seq, epoch } }) {
  unacknowledged.delete(request_id)
  if (epoch === position.epoch && seq > position.seq) position = { epoch, seq }
  note(`said as #${seq}`)
}

function refused({ request_id, error, error_code }) {
  unacknowledged.delete(request_id)
  note(`${error_code}: ${error}`)
}

/** Below 4500 a client comes back by itself, after a random time that grows; from 4500 on it stays away. */
function comeBack(code, reason) {
  if (code >= 4500 || code === 1007 || code === 1009) {
    note(`closed with ${code} ${reason}`)
    process.exit(1)
  }
  isJoined = false
  const delay = 500 + Math.random() * Math.min(20_000, 500 * 2 ** attempt++)
  note(`no connection (${code}), trying again in ${Math.round(delay)} ms`)
  setTimeout(connect, delay)
}

function send(envelope) {
  socket.send(JSON.stringify(envelope))
}

/** arq_<digits>_<digits>_<6 hex>: the older of the two forms, the easier one to make. */
function newId() {
  return `arq_${Date.now()}_${randomBytes(4).readUInt32BE()}_${randomBytes(3).toString('hex')}`
}

function note(text) {
  console.error(text)
}

createInterface({ input: process.stdin }).on('line', (line) => line && say(line))
connect()
