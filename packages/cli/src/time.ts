const UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

/** A time that is so many seconds `away`, in words: `in 59 minutes`, `3 days ago`. */
export function fromNow(away: number): string {
  const seconds = Math.round(away)
  const [unit, size] = unitOf(seconds)
  return relative.format(Math.trunc(seconds / size), unit)
}

/** A span of time in words: `59 minutes`. */
export function duration(seconds: number): string {
  const [unit, size] = unitOf(seconds)
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(Math.trunc(seconds / size))
}

function unitOf(seconds: number): (typeof UNITS)[number] {
  return UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
}
