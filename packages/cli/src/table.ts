import Table from 'cli-table3'
import type { Printer } from './print.js'

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** Values below their names, in columns; cells must be safe to print. */
export function table(
  print: Pick<Printer, 'style'>,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return columns([head.map((name) => print.style('bold', name)), ...rows.map((row) => [...row])])
}

/** Names with their values, one a line. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string {
  return columns(rows.map(([name, value]) => [`  ${name}`, value]))
}

function columns(rows: readonly string[][]): string {
  const drawn = new Table({ chars: bare, style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] } })
  drawn.push(...rows)
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}
