import { expect, it } from 'vitest'
import { Sessions } from './sessions.js'
import { createFakeSession } from './testing/index.js'
import { Traffic } from './traffic.js'

it('clients are found in their own tenant only, and by who crosses tenants', () => {
  const sessions = new Sessions()
  const { session: a } = createFakeSession({ tenant: 'a' }, 'client_a')
  const { session: b } = createFakeSession({ tenant: 'b' }, 'client_b')
  sessions.add(a)
  sessions.add(b)
  expect(sessions.find('a', 'client_a')).toBe(a)
  expect(sessions.find('a', 'client_b')).toBeUndefined()
  expect(sessions.find('*', 'client_b')).toBe(b)
  expect(sessions.find('a', 'client_c')).toBeUndefined()
})

it('connections are counted for each tenant', () => {
  const sessions = new Sessions()
  const some = ['1', '2', '3'].map((id) => createFakeSession({ tenant: id === '3' ? 'b' : 'a' }, id).session)
  for (const session of some) sessions.add(session)
  expect([sessions.countOf('a'), sessions.countOf('b'), sessions.countOf('c'), sessions.countOf('*')]).toEqual([
    2, 1, 0, 3,
  ])
  for (const session of some.slice(1)) sessions.remove(session)
  for (const session of some.slice(1)) sessions.remove(session)
  expect([sessions.countOf('a'), sessions.countOf('b'), sessions.size]).toEqual([1, 0, 1])
  expect([...sessions.values()]).toEqual(some.slice(0, 1))
})

it('traffic is counted for each tenant, for as many as are remembered', () => {
  const traffic = new Traffic()
  traffic.count('first', 1, 10)
  traffic.count('first', 2, 20)
  expect(traffic.of('first')).toEqual({ published: 3, delivered: 30 })
  expect(traffic.of('other')).toEqual({ published: 0, delivered: 0 })
  for (let n = 0; n < 10_000; n++) traffic.count(`tenant ${n}`, 1, 1)
  expect(traffic.of('first')).toEqual({ published: 0, delivered: 0 })
  expect(traffic.of()).toEqual({ published: 10_000, delivered: 10_000 })
})
