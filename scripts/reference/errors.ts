import { closeTable, type ErrorEntry, errorTable, shouldReconnect } from '@arqonbus/protocol'
import { markdownTable } from './table.ts'

/** The text of docs/reference/errors.md, made from the tables of errors and close codes of the protocol. */
export function errorsReference(): string {
  return `# Errors and close codes

<!-- Made by \`pnpm generate\` from packages/protocol/src/errors.ts and close.ts. -->

## Error codes

Every error that leaves the bus carries one of these codes: as \`error_code\` in a frame, as \`code\` of the SDK's
error, and in the RFC 9457 problem document of an HTTP answer, which has the status of the last column. "Try again"
says whether the very same request can succeed later.

${markdownTable(['code', 'meaning', 'try again', 'HTTP'], Object.entries(errorTable).map(errorRow))}
A \`VALIDATION_ERROR\` has \`errors\`: a list of \`{ path, message }\`, at most 20, where \`path\` is dotted
(\`payload.items.0.name\`) and empty for the whole. A \`RATE_LIMIT_EXCEEDED\` has \`retry_after_ms\`.

## Close codes

A WebSocket that the bus closes has one of these codes. From 4500 on, and for broken frames, a client stays away until
somebody changes something; for every other code it comes back by itself and recovers what it missed.

${markdownTable(['code', 'when', 'the client'], Object.entries(closeTable).map(closeRow))}
Of codes that others give (a proxy, the network), ${finalCodes().join(', ')} are final too, and so is any from 4500 on.
`
}

function errorRow([code, { meaning, retryable, http }]: [string, ErrorEntry]): string[] {
  return [`<a id="${code.toLowerCase()}"></a>\`${code}\``, meaning, retryable ? 'yes' : 'no', String(http)]
}

function closeRow([code, { meaning, reconnect }]: [string, { meaning: string; reconnect: boolean }]): string[] {
  return [code, meaning, reconnect ? 'comes back' : 'stays away']
}

/** The codes of RFC 6455, 7.4.1, that end it for good and that the bus does not give itself. */
function finalCodes(): number[] {
  const standard = Array.from({ length: 16 }, (_, index) => 1000 + index)
  return standard.filter((code) => !shouldReconnect(code) && !Object.hasOwn(closeTable, code))
}
