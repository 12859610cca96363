import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { TlsOptions } from '@arqonbus/server-core'
import type { Problem } from './settings/problem.js'
import { type Settings, variableOf } from './settings/table.js'

/** The TLS files as they are now, and what is wrong with them. `tls` is there only where nothing is. */
export interface TlsFiles {
  readonly tls?: TlsOptions
  /** When the certificate ends, in milliseconds since 1970. */
  readonly expiresAt?: number
  readonly problems: readonly Problem[]
}

type TlsName = 'tlsCertFile' | 'tlsKeyFile' | 'tlsClientCaFile'

/**
 * Reads the certificate, its key and the clients' authority, and sees whether they can be used together now.
 *
 * @param now milliseconds since 1970
 */
export function readTls(settings: Pick<Settings, TlsName>, now: number): TlsFiles {
  const problems: Problem[] = []
  const read = <T>(
    name: TlsName,
    what: string,
    parse: (text: string) => T,
  ): { text: string; parsed: T } | undefined => {
    const file = settings[name]
    if (file === undefined) return undefined
    const complain = (message: string) =>
      void problems.push({ setting: variableOf(name), message: `${file} ${message}` })
    const text = readText(file)
    if (text === undefined) return complain('cannot be read')
    const parsed = attempt(() => parse(text))
    return parsed === undefined ? complain(`is not ${what} in PEM`) : { text, parsed }
  }
  const cert = read('tlsCertFile', 'a certificate', (text) => new X509Certificate(text))
  const key = read('tlsKeyFile', 'a private key without a passphrase', (text) => createPrivateKey(text))
  const clientCa = read('tlsClientCaFile', 'a certificate', (text) => new X509Certificate(text))
  if (cert !== undefined) problems.push(...certificateProblems(cert.parsed, key?.parsed, now))
  const expiresAt = cert === undefined ? undefined : Date.parse(cert.parsed.validTo)
  const usable = cert !== undefined && key !== undefined && problems.length === 0
  return {
    problems,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(usable ? { tls: { cert: cert.text, key: key.text, clientCa: clientCa?.text } } : {}),
  }
}

function certificateProblems(cert: X509Certificate, key: KeyObject | undefined, now: number): Problem[] {
  const complaints: string[] = []
  if (key !== undefined && !cert.checkPrivateKey(key))
    complaints.push('does not belong to the key in ARQONBUS_TLS_KEY_FILE')
  if (Date.parse(cert.validTo) <= now) complaints.push(`has expired on ${cert.validTo}`)
  if (Date.parse(cert.validFrom) > now) complaints.push(`is not valid before ${cert.validFrom}`)
  return complaints.map((message) => ({ setting: variableOf('tlsCertFile'), message: `the certificate ${message}` }))
}

function readText(file: string): string | undefined {
  return attempt(() => readFileSync(file, 'utf8'))
}

function attempt<T>(task: () => T): T | undefined {
  try {
    return task()
  } catch {
    return undefined
  }
}

const WATCH_INTERVAL_MS = 2000

/**
 * Calls `changed` after one of the files was written or replaced. The files are looked at every two seconds rather than
 * watched: only that sees through the symbolic links by which Kubernetes replaces a secret.
 *
 * @returns what ends it
 */
export function watchTls(settings: Pick<Settings, TlsName>, changed: () => void): () => void {
  const files = [settings.tlsCertFile, settings.tlsKeyFile, settings.tlsClientCaFile].filter(
    (file) => file !== undefined,
  )
  for (const file of files) watchFile(file, { interval: WATCH_INTERVAL_MS, persistent: false }, changed)
  return () => {
    for (const file of files) unwatchFile(file, changed)
  }
}
