import type { Printer } from './print.js'

/** Says how to see more, where there is more. */
export function nextPage(print: Pick<Printer, 'note'>, cursor: string | null): void {
  if (cursor !== null) print.note(`there is more: --cursor ${JSON.stringify(cursor)}`)
}
