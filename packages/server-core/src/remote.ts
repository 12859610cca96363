import type { IncomingMessage } from 'node:http'

/** The client's address: the last one that a proxy we trust has seen, else the socket's own. */
export function remoteAddress(request: IncomingMessage, trusted: readonly string[]): string {
  let address = plain(request.socket.remoteAddress)
  const hops = [request.headers['x-forwarded-for'] ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((hop) => plain(hop.trim()))
  while (trusted.includes(address)) {
    const hop = hops.pop()
    if (!hop) break
    address = hop
  }
  return address
}

/** IPv4 addresses inside IPv6 sockets read like IPv4. */
function plain(address: string | undefined): string {
  return address?.replace(/^::ffff:/, '') ?? 'unknown'
}
