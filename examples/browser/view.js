// What the page shows. Everything that others wrote goes into it as text, never as HTML.

const MOST_MESSAGES = 500

/** The element with this id. */
export const byId = (id) => document.getElementById(id)

const messages = byId('messages')

export function clearMessages() {
  messages.replaceChildren()
}

export function showMessage({ sender, timestamp, payload }, { isOwn, member }) {
  const who = nameOf(payload.name, member, sender)
  const time = element('time', new Date(timestamp).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))
  time.dateTime = timestamp
  const text = element('p', typeof payload.text === 'string' ? payload.text : JSON.stringify(payload))
  text.dir = 'auto'
  const head = element('p', element('strong', isOwn ? `${who} (you)` : who), time)
  const item = element('article', face(who), element('div', head, text))
  item.className = isOwn ? 'own' : ''
  append(item)
}

/** Something that nobody said. */
export function showNote(text) {
  const item = element('p', text)
  item.className = 'note'
  append(item)
}

export function showMembers(members, own) {
  byId('count').textContent = members.length
  const items = members.map((member) => {
    const who = nameOf(undefined, member, member.client_id)
    return element('li', face(who), own.has(member.client_id) ? `${who} (you)` : who)
  })
  byId('members').replaceChildren(...items)
}

/** Follows the newest message, unless somebody has scrolled up to read. */
function append(item) {
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80
  messages.append(item)
  if (messages.children.length > MOST_MESSAGES) messages.firstChild.remove()
  if (isAtEnd) messages.scrollTop = messages.scrollHeight
}

/** What somebody wants to be called; who does not say gets the end of the client id. */
function nameOf(written, member, clientId) {
  if (typeof written === 'string' && written.trim() !== '') return written.slice(0, 40)
  return member?.description?.screen_name ?? `client …${clientId.slice(-4)}`
}

/** A round initial, in a colour that goes with the name. */
function face(name) {
  const hue = [...name].reduce((sum, letter) => (sum * 131 + letter.codePointAt(0)) % 360, 0)
  const round = element('span', [...name][0].toUpperCase())
  round.className = 'face'
  round.ariaHidden = 'true'
  round.style.setProperty('--hue', hue)
  return round
}

function element(tag, ...content) {
  const made = document.createElement(tag)
  made.append(...content)
  return made
}
