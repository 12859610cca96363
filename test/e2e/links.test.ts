import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { anchors, documents, prose, repository } from '../markdown.js'

test.each(documents())('%s links to what is there', async (document) => {
  const markdown = await readFile(join(repository, document), 'utf8')
  const links = [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  const local = links.filter((target) => !/^[a-z]+:/.test(target))
  const broken: string[] = []
  for (const link of local) if (!(await isThere(document, link))) broken.push(link)
  expect(broken).toEqual([])
})

async function isThere(document: string, link: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? join(repository, document) : join(repository, dirname(document), decodeURI(path))
  if (!existsSync(target)) return false
  if (anchor === undefined || !target.endsWith('.md')) return true
  return anchors(await readFile(target, 'utf8')).has(anchor)
}
