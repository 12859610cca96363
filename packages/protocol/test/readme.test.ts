import { readFileSync } from 'node:fs'
import * as valibot from 'valibot'
import { describe, expect, it } from 'vitest'
import * as protocol from '../src/index.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const modules = { '@arqonbus/protocol': protocol, valibot }

/** The text of an example as a function: its imports become names, each `expression // → value` an expectation. */
function compile(example: string): (modules: object, expect: unknown) => void {
  const body = example
    .replace(/^import \* as (\w+) from '(.+)'$/gm, "const $1 = modules['$2']")
    .replace(/^import (\{.+\}) from '(.+)'$/gm, "const $1 = modules['$2']")
    .replace(/^( *)(.+) \/\/ → (.+)$/gm, '$1;expect($2).toEqual($3)')
  // An example is text until it runs: that is the point of this test.
  return new Function('modules', 'expect', `'use strict'\n${body}`) as ReturnType<typeof compile>
}

const examples = [...readme.matchAll(/\*\*([^*]+)\*\*[^`]*?(?:`[^`]+`[^`]*?)*```js\n(.+?)```/gs)]

describe('the examples of the README', () => {
  it('are five', () => {
    expect(examples).toHaveLength(5)
  })

  it.each(examples.map(([, title, text]) => ({ title, text })))('$title', ({ text = '' }) => {
    const expectations = text.match(/ \/\/ → /g) ?? []
    expect.assertions(expectations.length)
    compile(text)(modules, expect)
  })
})

describe('the table of exports in the README', () => {
  const table = readme.slice(readme.indexOf('## Exports'), readme.indexOf('Each has a type'))
  const named = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name)

  it('names each value that the package exports, but for the families of commands', () => {
    const isFamily = (name = '') => name !== 'busCommands' && name.endsWith('Commands')
    const exported = Object.keys(protocol).filter((name) => !isFamily(name))
    expect(named.filter((name) => !isFamily(name)).sort()).toEqual(exported.sort())
  })
})
