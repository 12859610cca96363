/** Nothing may happen for this long before a run counts as failed. */
const STALLED_MS = 8000

/** Settles as `work` does; rejects with `complaint` when `progress` stands still for too long. */
export async function watched<T>(work: Promise<T>, progress: () => number, complaint: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const standstill = new Promise<never>((_, reject) => {
    let before = -1
    timer = setInterval(() => {
      const now = progress()
      if (now === before) reject(new Error(complaint()))
      before = now
    }, STALLED_MS)
  })
  try {
    return await Promise.race([work, standstill])
  } finally {
    clearInterval(timer)
  }
}
