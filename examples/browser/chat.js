import { ArqonClient } from '@arqonbus/sdk/browser'
import { byId, clearMessages, showMembers, showMessage, showNote } from './view.js'

const door = byId('door')
const entry = byId('entry')
const composer = byId('composer')
const state = byId('state')

/** One person in one channel, from joining to leaving. */
class Visit {
  /** The names that the bus has given this page: another one on each connection. */
  own = new Set()
  members = new Map()
  unsent = 0
  saidState = ''

  /** @throws where the address of the bus or the name of the channel is none */
  constructor({ name, channel, bus, token }) {
    this.name = name
    this.client = new ArqonClient({
      url: bus,
      token: token || undefined,
      description: { type: 'human', screen_name: name },
    })
    this.channel = this.client.channel(...channel.split(':'))
    this.client.on('connected', ({ client_id }) => this.connected(client_id))
    this.client.on('reconnecting', ({ delayMs }) =>
      this.showState(`Connecting again in ${Math.ceil(delayMs / 1000)} s`),
    )
    this.client.on('event', ({ event, member }) => this.membersChanged(event, member))
    this.client.on('gap', () => showNote('Some messages are lost: the bus does not have them any more.'))
    this.client.on('error', (error) => showNote(error.message))
  }

  /** Connects, shows what was said, and follows what is said. */
  async begin() {
    this.showState('Connecting')
    await this.client.connect()
    // What comes live waits until what was said before is there, and is not shown twice.
    const before = Promise.withResolvers()
    const live = async (message) => {
      if (!(await before.promise).has(message.id)) this.show(message)
    }
    await this.channel.subscribe(live, { echo: true, presence: true })
    await this.listMembers()
    const { entries } = await this.channel.history({ limit: 50 })
    for (const { envelope } of entries.reverse()) this.show(envelope)
    before.resolve(new Set(entries.map(({ envelope }) => envelope.id)))
  }

  /** While there is no connection it waits for one. */
  async send(text) {
    this.unsent++
    this.showState()
    try {
      await this.channel.publish({ text, name: this.name })
    } catch (error) {
      showNote(`Not sent: “${text}”. ${error.message}`)
    } finally {
      this.unsent--
    }
  }

  end() {
    return this.client.close()
  }

  connected(clientId) {
    this.own.add(clientId)
    this.showState('Connected')
    // Who came and went in the meantime was not told. The first time nobody has joined yet.
    if (this.own.size > 1) this.listMembers().catch((error) => showNote(error.message))
  }

  async listMembers() {
    const { members } = await this.channel.presence({ limit: 1000 })
    this.members = new Map(members.map((member) => [member.client_id, member]))
    showMembers(members, this.own)
  }

  membersChanged(event, member) {
    if (event === 'presence.join') this.members.set(member.client_id, member)
    else if (event === 'presence.leave') this.members.delete(member.client_id)
    else return
    showMembers([...this.members.values()], this.own)
  }

  show(message) {
    showMessage(message, { isOwn: this.own.has(message.sender), member: this.members.get(message.sender) })
  }

  showState(text = this.saidState) {
    this.saidState = text
    state.dataset.state = this.client.state
    const waits = this.unsent > 0 && this.client.state !== 'connected'
    state.textContent = waits ? `${text}, ${this.unsent} to send` : text
  }
}

let visit

function enter(settings) {
  try {
    visit = new Visit(settings)
  } catch (error) {
    leave(error.message)
    return
  }
  // For this tab, so that a reload does not ask again.
  sessionStorage.setItem('visit', JSON.stringify(settings))
  byId('title').textContent = settings.channel
  document.title = `${settings.channel} · ArqonBus`
  byId('join').hidden = true
  byId('leave').hidden = false
  clearMessages()
  composer.elements.text.focus()
  const entered = visit
  const isOver = ({ error }) => visit === entered && leave(error?.message)
  entered.client.on('closed', isOver)
  entered.begin().catch((error) => isOver({ error }))
}

function leave(reason = '') {
  const left = visit
  visit = undefined
  void left?.end()
  sessionStorage.removeItem('visit')
  byId('join').hidden = false
  byId('leave').hidden = true
  state.dataset.state = 'closed'
  state.textContent = 'Not connected'
  showMembers([], new Set())
  byId('refusal').textContent = reason
  if (!door.open) door.showModal()
}

entry.addEventListener('submit', (event) => {
  event.preventDefault()
  door.close()
  enter(Object.fromEntries(new FormData(entry)))
})
composer.addEventListener('submit', (event) => {
  event.preventDefault()
  const text = composer.elements.text.value.trim()
  if (!visit || text === '') return
  composer.reset()
  void visit.send(text)
})
byId('join').addEventListener('click', () => door.showModal())
byId('leave').addEventListener('click', () => leave())

// The address may fill the form in: ?name=Ada&channel=demo:lobby&bus=ws://127.0.0.1:9100
for (const [name, value] of new URLSearchParams(location.search)) {
  if (name !== 'token' && entry.elements[name]) entry.elements[name].value = value
}
const remembered = sessionStorage.getItem('visit')
if (remembered) enter(JSON.parse(remembered))
else door.showModal()
