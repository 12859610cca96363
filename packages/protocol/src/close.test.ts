import { describe, expect, it } from 'vitest'
import { closeTable, shouldReconnect } from './index.js'

describe('shouldReconnect', () => {
  it.each(Object.entries(closeTable))('says for %s what the table says', (code, { reconnect }) => {
    expect(shouldReconnect(Number(code))).toBe(reconnect)
  })

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 1015, 4000, 4199, 4499])('says yes for %d', (code) => {
    expect(shouldReconnect(code)).toBe(true)
  })

  it.each([1002, 1003, 1008, 1010, 4500, 4502, 4999])('says no for %d', (code) => {
    expect(shouldReconnect(code)).toBe(false)
  })
})

it('below 4500 a code of the bus lets the client come back, from 4500 on it does not', () => {
  const ofTheBus = Object.entries(closeTable).filter(([code]) => Number(code) >= 4000)
  expect(ofTheBus.filter(([code, { reconnect }]) => reconnect !== Number(code) < 4500)).toEqual([])
})
