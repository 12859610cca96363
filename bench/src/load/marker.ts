/**
 * Tells whether a frame holds a text. Millions of frames a second differ in a counter only, so it remembers for each
 * length where the text was and looks there first; searching is the exception.
 */
export class Marker {
  readonly #text: Buffer
  readonly #places = new Map<number, number>()
  #length = -1
  #place = 0

  constructor(text: string) {
    this.#text = Buffer.from(text)
  }

  /** Whether the frame `bytes[start..end)` holds the text. */
  isIn(bytes: Buffer, start: number, end: number): boolean {
    const length = end - start
    if (length < this.#text.length) return false
    if (length !== this.#length) {
      this.#length = length
      this.#place = this.#places.get(length) ?? 0
    }
    if (this.#isAt(bytes, start + this.#place)) return true
    const found = bytes.subarray(start, end).indexOf(this.#text)
    if (found < 0) return false
    this.#place = found
    this.#places.set(length, found)
    return true
  }

  #isAt(bytes: Buffer, at: number): boolean {
    const text = this.#text
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
    return true
  }
}
