// Serves the page to this machine, and the SDK's browser build beside it.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { pipeline } from 'node:stream'

const files = new Map([
  ['/', ['text/html', new URL('index.html', import.meta.url)]],
  ['/chat.css', ['text/css', new URL('chat.css', import.meta.url)]],
  ['/chat.js', ['text/javascript', new URL('chat.js', import.meta.url)]],
  ['/view.js', ['text/javascript', new URL('view.js', import.meta.url)]],
  ['/sdk.js', ['text/javascript', new URL(import.meta.resolve('@arqonbus/sdk/browser'))]],
])

const server = createServer((request, response) => {
  const [type, file] = files.get(request.url.split('?')[0]) ?? []
  if (!file) {
    response.writeHead(404).end()
    return
  }
  response.setHeader('content-type', `${type}; charset=utf-8`)
  pipeline(createReadStream(file), response, (error) => error && console.error(error.message))
})

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  const bus = process.env.ARQONBUS_WS_URL
  const query = bus ? `?bus=${encodeURIComponent(bus)}` : ''
  console.log(`The chat is at http://127.0.0.1:${server.address().port}/${query}`)
})
