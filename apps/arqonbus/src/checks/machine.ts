import { readFileSync } from 'node:fs'
import type { Settings } from '../settings/table.js'
import type { Finding } from './finding.js'

/** The oldest Node.js that this was made for, as `engines` in package.json says. */
const OLDEST = { major: 20, minor: 19 } as const

/** @param version as in `process.versions.node` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const fits = major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)
  const detail = fits ? version : `${version} is too old: at least ${OLDEST.major}.${OLDEST.minor} is needed`
  return { check: 'Node.js', outcome: fits ? 'pass' : 'fail', detail }
}

/** Files that a process needs beside its connections: logs, modules, HTTP, keys. */
const OTHER_FILES = 100

/** Whether as many connections as are allowed can be had. Nothing is found where the limit cannot be read. */
export function checkOpenFiles(settings: Settings, limit: number | undefined): Finding[] {
  if (limit === undefined) return []
  const wanted = settings.maxConnections + OTHER_FILES
  if (limit >= wanted) return [{ check: 'open files', outcome: 'pass', detail: `the limit is ${limit}` }]
  const detail = `the limit is ${limit}, but ARQONBUS_MAX_CONNECTIONS=${settings.maxConnections} needs about ${wanted}: raise it (ulimit -n, LimitNOFILE)`
  return [{ check: 'open files', outcome: 'warn', detail }]
}

/** How many files this process may have open, where the system says so in `/proc`. */
export function openFileLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft ?? Number.NaN) || undefined
  } catch {
    return undefined
  }
}
