import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root folder. */
export const root = join(import.meta.dirname, '..')

/** A package that goes to the registry: everything under packages/ and apps/ that is not private. */
export type PublishedPackage = {
  name: string
  folder: string
  /** Subpath -> declaration file, as a user of the packed package resolves them. */
  types: Map<string, string>
}

type Manifest = {
  name: string
  private?: boolean
  publishConfig?: { exports?: Record<string, string | { types?: string }> }
}

export function publishedPackages(): PublishedPackage[] {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, types: typesOf(folder, manifest) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function typesOf(folder: string, manifest: Manifest): Map<string, string> {
  const types = new Map<string, string>()
  for (const [subpath, target] of Object.entries(manifest.publishConfig?.exports ?? {})) {
    if (typeof target === 'object' && target.types) types.set(subpath, join(folder, target.types))
  }
  return types
}
