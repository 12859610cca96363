import type { IncomingMessage } from 'node:http'
import { decodeFrame, type JsonObject, validationError } from '@arqonbus/protocol'
import { HttpProblem } from './problem.js'
import type { HttpContext } from './route.js'

/**
 * The body of a request as a JSON object, by the rules that frames keep. It must call itself JSON: what a page can send
 * without asking first (a form, plain text) is not taken for it.
 *
 * @param maxBytes how large it may be
 * @throws HttpProblem 415 for another type or a compressed body, 413 where it is too large
 * @throws BusError `VALIDATION_ERROR` where it is not UTF-8 or not a JSON object
 */
export async function readJsonBody(
  c: HttpContext,
  maxBytes: number,
): Promise<{ readonly raw: JsonObject; readonly bytes: number }> {
  checkType(c.env.incoming)
  const declared = Number(c.env.incoming.headers['content-length'] ?? 0)
  if (declared > maxBytes) throw tooLarge(maxBytes)
  const bytes = await readBytes(c.req.raw.body, maxBytes)
  return { raw: decodeFrame(toText(bytes)), bytes: bytes.length }
}

function checkType({ headers }: IncomingMessage): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replace(/^"(.*)"$/, '$1')
  if (type !== 'application/json' || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')) {
    throw unsupported('content-type', 'must be application/json, in UTF-8', { accept: 'application/json' })
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw unsupported('content-encoding', 'must be absent: compressed bodies are not taken', {
      'accept-encoding': 'identity',
    })
  }
}

function unsupported(path: string, message: string, headers: Readonly<Record<string, string>>): HttpProblem {
  return new HttpProblem(415, 'VALIDATION_ERROR', `${path} ${message}`, {
    details: { errors: [{ path, message }] },
    headers,
  })
}

function tooLarge(maxBytes: number): HttpProblem {
  const message = `is larger than ${maxBytes} bytes`
  // What is left of the body is not worth reading: the connection ends with the answer.
  const headers = { connection: 'close' }
  return new HttpProblem(413, 'VALIDATION_ERROR', `The body ${message}`, {
    details: { errors: [{ path: '', message }] },
    headers,
  })
}

async function readBytes(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  while (reader !== undefined) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(value)
  }
  return Buffer.concat(chunks)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function toText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw validationError([{ path: '', message: 'is not UTF-8' }])
  }
}
