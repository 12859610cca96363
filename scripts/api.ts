import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { PublishedPackage } from './published.ts'

const relativeImport = /(?:\bfrom |\bimport\(|\bimport )["'](\.[^"']+)\.js["']/g
const docComment = /^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm
const sourceMapComment = /^\/\/# sourceMappingURL=.*\n?/m

/**
 * The declarations that a user of the package can reach, file by file from its entries, without their comments:
 * a difference in the snapshot is a difference in what others compile against.
 */
export function apiSnapshot(pack: PublishedPackage): string {
  const entries = [...pack.types].map(([subpath, file]) => ({ subpath, file }))
  const parts = [`// What others compile against in ${pack.name}. Written by \`pnpm generate\`.\n`]
  for (const { subpath, file } of entries) parts.push(`// "${subpath}" is ${relative(pack.folder, file)}\n`)
  for (const file of reachable(entries.map(({ file }) => file))) {
    parts.push(`\n// ---- ${relative(pack.folder, file)}\n${declarations(file)}`)
  }
  return parts.join('')
}

function reachable(entries: string[]): string[] {
  const found = new Set(entries)
  for (const file of found) {
    for (const [, path] of declarations(file).matchAll(relativeImport)) {
      if (path) found.add(join(dirname(file), `${path}.d.ts`))
    }
  }
  return [...found].sort()
}

function declarations(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is promised or imported, but the build does not make it`)
  return readFileSync(file, 'utf8').replace(docComment, '').replace(sourceMapComment, '')
}
