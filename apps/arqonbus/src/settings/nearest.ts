import { closestMatch } from 'leven'

/** The candidate that was probably meant: at most a third of the letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return closestMatch(word, candidates, { maxDistance: Math.max(1, Math.floor(word.length / 3)) })
}
