import { ArqonError } from './errors.js'

/** The longest time that a timer can hold, in milliseconds: 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** What a promise rejects with when its signal is aborted; the signal's reason is the cause. */
export function abortError(signal: AbortSignal): ArqonError {
  const reason: unknown = signal.reason
  return reason instanceof ArqonError ? reason : new ArqonError('ABORTED', 'It was aborted', { cause: reason })
}

/** Calls `aborted` once, as soon as the signal is; the function that comes back takes that away again. */
export function onAbort(signal: AbortSignal | undefined, aborted: (error: ArqonError) => void): () => void {
  if (signal === undefined) return () => undefined
  const listener = (): void => aborted(abortError(signal))
  if (signal.aborted) {
    listener()
    return () => undefined
  }
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

/** As `promise`, but rejects as soon as the signal is aborted. Leaves no listener behind. */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const done = onAbort(signal, reject)
    promise.then(resolve, reject).finally(done)
  })
}

/** Resolves after `ms` milliseconds. @throws ArqonError `ABORTED`, or the signal's own */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      done()
      resolve()
    }, ms)
    const done = onAbort(signal, (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

/** A promise with its two ends outside. A rejection that nobody waits for is not a crash. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value): void
  reject(error: ArqonError): void
}

export function deferred<Value>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => undefined
  let reject: (error: ArqonError) => void = () => undefined
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
