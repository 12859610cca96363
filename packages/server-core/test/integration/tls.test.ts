import { once } from 'node:events'
import { connect as connectTls, TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { TestBus } from '../../src/testing/index.js'
import { selfSigned } from './certificate.js'
import { atEnd, connect, open, soon, start } from './harness.js'

const first = selfSigned('first')
const listen = { host: '127.0.0.1', port: 0, tls: first }

/** The protocol and the name in the certificate that a client meets. */
async function meet({ port }: TestBus, options: object = {}): Promise<{ protocol: string | null; name: unknown }> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
  atEnd(() => socket.destroy())
  await once(socket, 'secureConnect')
  return { protocol: socket.getProtocol(), name: socket.getPeerCertificate().subject.CN }
}

describe('a bus with a certificate', () => {
  it('speaks to those who trust it', async () => {
    const bus = await start({ listen })
    expect(bus.url).toMatch(/^wss:/)
    const [a, b] = [await connect(bus, { ca: first.cert }), await connect(bus, { ca: first.cert })]
    await b.join('r', 'c')
    expect(await a.publish('r', 'c')).toMatchObject({ delivered: 1 })
    await expect(open(bus).welcome).rejects.toThrow(/self.signed/)
    await expect(open({ url: bus.url.replace('wss', 'ws') }).welcome).rejects.toThrow()
  })

  it('speaks TLS 1.3, and nothing older', async () => {
    const bus = await start({ listen })
    expect(await meet(bus)).toEqual({ protocol: 'TLSv1.3', name: 'first' })
    await expect(meet(bus, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/version|alert/)
  })

  it('takes a new one for new connections, and keeps the old connections', async () => {
    const bus = await start({ listen })
    const old = await connect(bus, { ca: first.cert })
    const second = selfSigned('second')
    bus.bus.reloadTls(second)
    expect((await meet(bus)).name).toBe('second')
    const fresh = await connect(bus, { ca: second.cert })
    await old.join('r', 'c')
    expect(await fresh.publish('r', 'c')).toMatchObject({ delivered: 1 })
    expect(() => bus.bus.reloadTls({ cert: 'nonsense', key: 'nonsense' })).toThrow()
    expect((await meet(bus)).name).toBe('second')
  })

  it('may want one from its clients too', async () => {
    const [mine, another] = [selfSigned('mine'), selfSigned('another')]
    const bus = await start({ listen: { ...listen, tls: { ...first, clientCa: mine.cert } } })
    await connect(bus, { ca: first.cert, cert: mine.cert, key: mine.key })
    await expect(open(bus, { ca: first.cert }).welcome).rejects.toThrow()
    await expect(open(bus, { ca: first.cert, cert: another.cert, key: another.key }).welcome).rejects.toThrow()
  })

  it('drains and stops as one without', async () => {
    const bus = await start({ listen })
    const client = await connect(bus, { ca: first.cert })
    await bus.stop()
    expect((await client.closed).code).toBe(4100)
  })

  it('reads frames however TLS cuts them', async () => {
    const bus = await start({ listen })
    const [a, b] = [await connect(bus, { ca: first.cert }), await connect(bus, { ca: first.cert })]
    await b.join('r', 'c')
    const payload = { text: 'x'.repeat(300_000) }
    await Promise.all([1, 2, 3].map(() => a.publish('r', 'c', payload)))
    await soon(() => b.seqs).toEqual([1, 2, 3])
    expect(a.ws).toHaveProperty('_socket', expect.any(TLSSocket))
  })
})

it('a bus without a certificate has none to reload', async () => {
  const bus = await start()
  expect(() => bus.bus.reloadTls(first)).not.toThrow()
  await connect(bus)
})
