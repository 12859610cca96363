import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { remoteAddress } from './remote.js'

/** What `remoteAddress` says of a real request with these forwarding headers. */
async function askedBy(forwarded: string | undefined, trusted: readonly string[]): Promise<string> {
  const server = createServer((request, response) => response.end(remoteAddress(request, trusted)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const answer = await new Promise<string>((resolve, reject) => {
    get({ port, host: '127.0.0.1', headers, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve)
    }).on('error', reject)
  })
  await new Promise((resolve) => server.close(resolve))
  return answer
}

test('nobody is believed about an address who is not a trusted proxy', async () => {
  expect(await askedBy('203.0.113.7', [])).toBe('127.0.0.1')
})

test('a trusted proxy is believed about the last hop alone', async () => {
  expect(await askedBy('198.51.100.1, 203.0.113.7', ['127.0.0.1'])).toBe('203.0.113.7')
})

test('a chain of trusted proxies is followed to the first that is not one', async () => {
  expect(await askedBy('198.51.100.1, 203.0.113.7', ['127.0.0.1', '203.0.113.7'])).toBe('198.51.100.1')
})

test('a trusted proxy that forwards for nobody asks for itself', async () => {
  expect(await askedBy(undefined, ['127.0.0.1'])).toBe('127.0.0.1')
})
