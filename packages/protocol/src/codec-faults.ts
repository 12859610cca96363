import { type ErrorDetail, MAX_DETAILS } from './errors.js'

/** The deepest nesting of objects and arrays that an envelope may have. */
export const MAX_DEPTH = 32

/** Whether a key must never reach an object of the bus, because it could change what other objects are. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

/** The index of the quote that ends the string which begins at `start`, in a text known to be JSON. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

const BACKSLASH = 0x5c

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

/** An object or array that is open where the reader stands. */
interface Open {
  /** The names seen so far; not there for an array. */
  readonly names?: Set<string>
  /** The member or item that is being read. */
  at: string | number
  awaitsName: boolean
}

/** Everything up to the next sign of JSON's structure: a number or a literal. */
const BARE = /[^\s{}[\],:"]+/y

/**
 * The digits of a number without its sign, its point and the zeros at its end. Where those of an integer differ from
 * those of its double, it would leave the bus as another integer than it came.
 */
function significant(literal: string): string {
  return literal.replace(/e.*$|[-.]/g, '').replace(/0+$/, '')
}

/**
 * Each rule of the codec that a text breaks, in the order of the text, at most {@link MAX_DETAILS} of them. The text is
 * known to be JSON (RFC 8259) and is read where it stands, not as a value: a value forgets a name that came twice, and
 * the digits of an integer that a double cannot hold. Takes time linear in the text, and no stack.
 */
export function findFaults(text: string): ErrorDetail[] {
  const reader = new FaultReader(text)
  reader.read()
  return reader.faults
}

class FaultReader {
  readonly faults: ErrorDetail[] = []
  readonly #text: string
  readonly #open: Open[] = []
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): void {
    while (this.#at < this.#text.length && this.faults.length < MAX_DETAILS) {
      this.#readSign(this.#text.charAt(this.#at))
      this.#at++
    }
  }

  /** Reads what begins with `sign`, and stops on its last character. */
  #readSign(sign: string): void {
    if (sign === '{') this.#enter({ names: new Set(), at: '', awaitsName: true })
    else if (sign === '[') this.#enter({ at: 0, awaitsName: false })
    else if (sign === '}' || sign === ']') this.#open.pop()
    else if (sign === ',') this.#next()
    else if (sign === '"') this.#string()
    else if (sign === '-' || (sign >= '0' && sign <= '9')) this.#number()
  }

  #enter(inside: Open): void {
    if (this.#open.length < MAX_DEPTH) {
      this.#open.push(inside)
      return
    }
    this.#fault(`is nested deeper than ${MAX_DEPTH} levels`)
    this.#at = this.#text.length
  }

  #next(): void {
    const open = this.#open.at(-1)
    if (open === undefined) return
    if (typeof open.at === 'number') open.at++
    else open.awaitsName = true
  }

  #string(): void {
    const end = endOfString(this.#text, this.#at)
    const literal = this.#text.slice(this.#at, end + 1)
    this.#at = end
    const value: unknown = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
    if (typeof value !== 'string') return
    const open = this.#open.at(-1)
    if (open?.awaitsName) this.#name(open, value)
    else if (!value.isWellFormed()) this.#fault('has a lone surrogate')
  }

  #name(open: Open, name: string): void {
    open.awaitsName = false
    open.at = name.toWellFormed()
    if (isForbiddenKey(name)) this.#fault('is a key that is never accepted')
    else if (!name.isWellFormed()) this.#fault('is a key with a lone surrogate')
    if (open.names?.has(name)) this.#fault('is there twice in the same object')
    open.names?.add(name)
  }

  #number(): void {
    BARE.lastIndex = this.#at
    const literal = BARE.exec(this.#text)?.[0] ?? ''
    this.#at += literal.length - 1
    const value = Number(literal)
    if (!Number.isFinite(value)) this.#fault('is a number out of range')
    else if (/^-?\d{16,}$/.test(literal) && significant(literal) !== significant(String(value))) {
      this.#fault('is an integer that a JSON number cannot carry exactly (RFC 7493, 2.2): send it as a string')
    }
  }

  #fault(message: string): void {
    this.faults.push({ path: this.#open.map(({ at }) => at).join('.'), message })
  }
}
