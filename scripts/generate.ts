// Writes every file that is made from the code; with --check it writes nothing and fails if one is out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { busCommands } from '@arqonbus/protocol'
import { apiSnapshot } from './api.ts'
import { publishedPackages, root } from './published.ts'
import { commandsReference } from './reference/commands.ts'
import { configurationReference } from './reference/configuration.ts'
import { errorsReference } from './reference/errors.ts'

/** One generated file: its path from the root, and what makes its content out of the built packages. */
type Generator = { file: string; content: () => string }

const generators: Generator[] = [
  ...publishedPackages().map((pack) => ({
    file: `api/${pack.name.replace('@', '').replace('/', '-')}.d.ts`,
    content: () => apiSnapshot(pack),
  })),
  { file: 'docs/reference/commands.md', content: () => commandsReference(busCommands) },
  { file: 'docs/reference/errors.md', content: errorsReference },
  { file: 'docs/reference/configuration.md', content: configurationReference },
]

/** Folders that hold generated files only: anything else in them is left over from a package that went away. */
const generatedFolders = ['api']

function write(): void {
  for (const { file, content } of generators) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), content())
    console.log(`wrote ${file}`)
  }
}

function check(): void {
  const stale = generators
    .map(({ file, content }) => ({ file, difference: firstDifference(read(file), content()) }))
    .filter(({ difference }) => difference !== undefined)
  for (const { file, difference } of stale) console.error(`${file} is out of date, first at ${difference}`)
  const orphans = orphanedFiles()
  for (const file of orphans) console.error(`${file} is made by nothing any more: delete it`)
  if (stale.length > 0) console.error('Run `pnpm generate`, look at the difference and commit it.')
  if (stale.length + orphans.length > 0) process.exitCode = 1
}

function firstDifference(written: string, made: string): string | undefined {
  if (written === made) return undefined
  const [before, after] = [written.split('\n'), made.split('\n')]
  const line = after.findIndex((text, index) => text !== before[index])
  const at = line === -1 ? after.length : line
  return `line ${at + 1}:\n  - ${before[at] ?? '(nothing)'}\n  + ${after[at] ?? '(nothing)'}`
}

function read(file: string): string {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : ''
}

function orphanedFiles(): string[] {
  const known = new Set(generators.map(({ file }) => file))
  return generatedFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((file) => !known.has(file))
}

if (process.argv.includes('--check')) check()
else write()
