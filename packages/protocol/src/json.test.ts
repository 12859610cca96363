import { expect, it } from 'vitest'
import { isJsonObject } from './index.js'

it.each([{}, { a: 1 }, Object.create(null)])('%j is a JSON object', (value) => {
  expect(isJsonObject(value)).toBe(true)
})

it.each([null, undefined, [], 'text', 1, true])('%j is no JSON object', (value) => {
  expect(isJsonObject(value)).toBe(false)
})
