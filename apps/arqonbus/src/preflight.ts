import type { Finding } from './checks/finding.js'
import { checkKeys } from './checks/keys.js'
import { checkNode, checkOpenFiles, openFileLimit } from './checks/machine.js'
import { checkPorts } from './checks/ports.js'
import { checkTls } from './checks/tls.js'
import type { Reading } from './options.js'
import type { SettingName, Settings } from './settings/table.js'

/** Something that is looked at before a start. Where one of the settings it reads has a wrong value, it cannot be. */
interface Check {
  readonly reads: readonly SettingName[]
  readonly look: (settings: Settings) => readonly Finding[] | Promise<readonly Finding[]>
}

const checks: readonly Check[] = [
  { reads: [], look: () => [checkNode(process.versions.node)] },
  { reads: ['serverHost', 'serverPort', 'httpHost', 'httpPort'], look: checkPorts },
  { reads: ['tlsCertFile', 'tlsKeyFile', 'tlsClientCaFile'], look: (settings) => checkTls(settings, Date.now()) },
  {
    reads: [
      'enableAuth',
      'authJwtAlgorithm',
      'authJwtPublicKeyFile',
      'authJwksUrl',
      'authJwtSecret',
      'authJwtSecretPrevious',
    ],
    look: checkKeys,
  },
  { reads: ['maxConnections'], look: (settings) => checkOpenFiles(settings, openFileLimit()) },
]

/** Looks at everything that a start needs, and tells of everything: what is right, what is unwise, what is wrong. */
export async function preflight(reading: Reading): Promise<Finding[]> {
  const findings = configurationFindings(reading)
  const told = new Set(reading.problems.map(({ setting }) => setting))
  for (const { reads, look } of checks) {
    if (reads.some((name) => reading.failed.has(name))) continue
    const more = await look(reading.settings)
    findings.push(...more.filter(({ setting }) => setting === undefined || !told.has(setting)))
  }
  return findings
}

function configurationFindings({ problems, warnings, origins }: Reading): Finding[] {
  const check = 'configuration'
  const failures = problems.map(
    ({ setting, message }): Finding => ({ check, outcome: 'fail', setting, detail: `${setting}: ${message}` }),
  )
  const cautions = warnings.map((detail): Finding => ({ check, outcome: 'warn', detail }))
  if (failures.length > 0) return [...failures, ...cautions]
  const given = [...origins.values()].filter((origin) => origin !== 'default').length
  const detail = given === 0 ? 'every default' : `${given} settings given, the rest by default`
  return [{ check, outcome: 'pass', detail }, ...cautions]
}

const MARKS = { pass: '✓', warn: '!', fail: '✗' } as const

/** The findings as a list, each with its mark. */
export function findingLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  return findings.map(({ check, outcome, detail }) => `${MARKS[outcome]} ${check.padEnd(width)}  ${detail}\n`).join('')
}

export function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some(({ outcome }) => outcome === 'fail')
}
