const LOOPBACK = /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Whether a browser page of this origin may connect. Without an `Origin` header it is no browser, and the token alone
 * decides. Browsers send it with every WebSocket handshake (RFC 6454, 7; RFC 6455, 10.2), so a page of another site
 * cannot use the bus that runs on its visitor's machine.
 *
 * @param allowed exact origins, `*` for any, `loopback` for any port of a loopback name
 */
export function isOriginAllowed(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true
  return allowed.some((entry) => entry === '*' || entry === origin || (entry === 'loopback' && isLoopback(origin)))
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, hostname } = new URL(origin)
  return (protocol === 'http:' || protocol === 'https:') && LOOPBACK.test(hostname)
}
