// Socket.IO with its defaults, except that it starts with WebSocket at once.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const server = createServer()
const io = new Server(server, { transports: ['websocket'], serveClient: false })

io.on('connection', (socket) => {
  socket.on('join', async (room, answer) => {
    await socket.join(room)
    answer('joined')
  })
  socket.on('publish', (room, message, answer) => {
    socket.to(room).emit('message', message)
    if (answer) answer('ok')
  })
})
server.listen({ host: '127.0.0.1', port: Number(process.env.BENCH_PORT), backlog: 4096 })
