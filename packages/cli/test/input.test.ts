import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { readJson, readPayload } from '../src/input.js'

const { signal } = new AbortController()
const source = (stdin = '') => ({ stdin: Readable.from([Buffer.from(stdin)]), signal })

async function file(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'arqon-input-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'payload')
  await writeFile(path, content)
  return path
}

test.each([
  ['{"a":{"b":[1]}}', { a: { b: [1] } }],
  [' {"a":1}\n', { a: 1 }],
  ['hello', { text: 'hello' }],
  ['42', { text: '42' }],
  ['[1,2]', { text: '[1,2]' }],
  ['"quoted"', { text: '"quoted"' }],
  ['', { text: '' }],
  ['two\nlines\n', { text: 'two\nlines' }],
])('the payload %j is %j', async (given, payload) => {
  expect(await readPayload(given, source())).toEqual(payload)
})

test('a payload can stand in a file or on stdin', async () => {
  expect(await readPayload(`@${await file('{"a":1}\n')}`, source())).toEqual({ a: 1 })
  expect(await readPayload(`@${await file('text\r\n')}`, source())).toEqual({ text: 'text' })
  expect(await readPayload('@-', source('{"b":2}'))).toEqual({ b: 2 })
})

test('what begins like an object and is none is refused, and not repeated', async () => {
  const refused = readPayload('{"password":"hidden"', source())
  await expect(refused).rejects.toMatchObject({ exitCode: 2, message: 'the payload is not JSON' })
})

test('JSON can be any value', async () => {
  expect(await readJson('null', '--value', source())).toBeNull()
  expect(await readJson('@-', '--value', source('[1]'))).toEqual([1])
  await expect(readJson('hello', '--value', source())).rejects.toMatchObject({ exitCode: 2 })
})

test('waiting for stdin ends with the process', async () => {
  const ending = new AbortController()
  const reading = readPayload('@-', { stdin: new Readable({ read: () => undefined }), signal: ending.signal })
  ending.abort()
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
})
