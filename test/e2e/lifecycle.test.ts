import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { codeBlocks, repository } from '../markdown.js'

/** The code is right: `stages/` holds the stages, and `pipeline.ts` calls them in their order. */
const core = join(repository, 'packages/server-core/src')
let stages: readonly string[]
let called: readonly string[]

beforeAll(async () => {
  const files = await readdir(join(core, 'stages'))
  stages = files.filter((file) => !file.includes('.test.')).map((file) => file.replace(/\.ts$/, ''))
  called = callOrder(await readFile(join(core, 'pipeline.ts'), 'utf8'))
})

test('pipeline.ts calls every stage', () => {
  expect([...called].sort()).toEqual([...stages].sort())
})

test('docs/lifecycle.md walks along the stages in the order of pipeline.ts', async () => {
  const markdown = await readFile(join(repository, 'docs/lifecycle.md'), 'utf8')
  const rows = [...markdown.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(rows).toEqual(called)
})

test('the picture in README.md has a box for each stage and no other', async () => {
  const markdown = await readFile(join(repository, 'README.md'), 'utf8')
  const boxes = boxNames(codeBlocks(markdown, 'mermaid')[0] ?? '')
  // Where everything ends that was thrown: not a stage, but the one place beside them.
  expect(boxes).toContain('refuse')
  expect(boxes.filter((name) => name !== 'refuse').sort()).toEqual([...stages].sort())
})

/**
 * The stages as `pipeline.ts` runs them. A call runs when its arguments are there, so it stands where its parenthesis
 * closes: in `append(locate(x))` and in `run(x, authorize)` the inner one comes first.
 */
function callOrder(source: string): readonly string[] {
  const imports = /import \{([^}]+)\} from '\.\/stages\/(\w+)\.js'\n/g
  const body = source.replace(imports, '')
  const uses = [...source.matchAll(imports)].flatMap(([, names = '', stage = '']) =>
    names.split(',').flatMap((name) => usesOf(body, name.trim()).map((at) => ({ stage, at }))),
  )
  return [...new Set(uses.sort((a, b) => a.at - b.at).map(({ stage }) => stage))]
}

/** Where the calls of the function end, and where it is handed to another. */
function usesOf(source: string, name: string): readonly number[] {
  return [...source.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].map(({ index }) => {
    let at = index + name.length
    if (source[at] !== '(') return index
    for (let depth = 0; at < source.length; at++) {
      if (source[at] === '(') depth++
      if (source[at] === ')' && --depth === 0) return at
    }
    throw new Error(`the call of ${name} does not end`)
  })
}

/** The names of a flowchart's boxes; what stands in round ends is who comes and who is answered. */
function boxNames(flowchart: string): readonly string[] {
  const arrows = /\s-->\s|\s--\s.*?\s-->\s|\s-\.\s.*?\s\.->\s|\s&\s/
  const nodes = flowchart
    .split('\n')
    .slice(1)
    .flatMap((line) => line.trim().split(arrows))
  const boxes = nodes.filter((node) => node !== '' && !/^\w+\(\[/.test(node))
  return [...new Set(boxes.map((node) => /^\w+/.exec(node)?.[0] ?? node))]
}
