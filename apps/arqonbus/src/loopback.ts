import { isIPv4 } from 'node:net'

/** Whether only this machine can reach what listens on `host`. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (name === 'localhost' || name === '::1') return true
  const v4 = name.replace(/^::ffff:/, '')
  return isIPv4(v4) && v4.startsWith('127.')
}
