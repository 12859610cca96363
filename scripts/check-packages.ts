// Packs every published package as the registry would get it, and lets publint and attw judge the tarballs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publishedPackages, root } from './published.ts'

const judges: { name: string; command: (tarball: string) => string[] }[] = [
  { name: 'publint', command: (tarball) => ['publint', 'run', '--strict', tarball] },
  // Only the ways in that the packages offer: ESM from Node 20, and bundlers.
  { name: 'attw', command: (tarball) => ['attw', '--profile', 'esm-only', '--no-emoji', '--no-color', tarball] },
]

const folder = mkdtempSync(join(tmpdir(), 'arqonbus-packed-'))
try {
  pack(folder)
  const failures = readdirSync(folder).flatMap((file) =>
    judges.filter(({ command }) => !passes(command(join(folder, file)))).map(({ name }) => `${name}: ${file}`),
  )
  for (const failure of failures) console.error(`FAILED ${failure}`)
  if (failures.length > 0) process.exitCode = 1
  else console.log(`${readdirSync(folder).length} packed packages are as they should be`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function pack(destination: string): void {
  const filters = publishedPackages().flatMap(({ name }) => ['--filter', name])
  const packed = spawnSync('pnpm', [...filters, 'pack', '--pack-destination', destination], {
    cwd: root,
    encoding: 'utf8',
  })
  if (packed.error) throw packed.error
  if (packed.status !== 0) throw new Error(`pnpm pack ended with ${packed.status}\n${packed.stdout}${packed.stderr}`)
}

/** Runs one judge; its report is shown only when it found something. */
function passes([binary = '', ...args]: string[]): boolean {
  const path = join(import.meta.dirname, 'node_modules/.bin', binary)
  const { status, stdout, stderr, error } = spawnSync(path, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) console.error(stdout + stderr)
  return status === 0
}
