import { describe, expect, it } from 'vitest'
import { pageOf } from './page.js'

const letters = ['a', 'b', 'c', 'd', 'e']
const page = (list: readonly string[], limit: number, cursor?: string) => pageOf(list, (item) => item, limit, cursor)

describe('a page', () => {
  it('begins behind the last item of the page before', () => {
    const first = page(letters, 2)
    expect(first.items).toEqual(['a', 'b'])
    const second = page(letters, 2, first.nextCursor ?? '')
    expect(second.items).toEqual(['c', 'd'])
    expect(page(letters, 2, second.nextCursor ?? '')).toEqual({ items: ['e'], nextCursor: null })
  })

  it('is the last one where nothing follows, though it is full', () => {
    expect(page(letters, 5)).toEqual({ items: letters, nextCursor: null })
    expect(page([], 5)).toEqual({ items: [], nextCursor: null })
  })

  it('neither repeats nor misses an item when others come and go', () => {
    const { nextCursor } = page(letters, 2)
    expect(page(['a', 'aa', 'c', 'ca', 'd'], 2, nextCursor ?? '').items).toEqual(['c', 'ca'])
  })

  it('follows a cursor with any characters', () => {
    const list = ['room:a', 'räume:ü', '室:道'].sort()
    const { nextCursor } = page(list, 2)
    expect(page(list, 2, nextCursor ?? '').items).toEqual(list.slice(2))
  })

  it.each(['', '*', 'YQ==', 'a', 'Y Q', '_w'])('refuses %j, which no page gave', (cursor) => {
    expect(() => page(letters, 2, cursor)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }))
  })
})
