import { ArqonClient } from '@arqonbus/sdk'

const client = new ArqonClient({ url: process.env.ARQONBUS_WS_URL ?? 'ws://127.0.0.1:9100' })
await client.connect()

const lobby = client.channel('demo', 'lobby')
await lobby.subscribe(async (message) => {
  if (message.payload.text === 'ping') await lobby.publish({ text: 'pong' })
})
await lobby.publish({ text: 'hello, I answer to ping' })
