/** The `code` of an error of Node.js or of ours, such as `EADDRINUSE`; `undefined` where it has none. */
export function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

/** What to tell people of an error that ends the process. */
export function failureText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'something that is not an Error was thrown'
  const code = errorCode(thrown)
  return code === undefined || thrown.message.includes(code) ? thrown.message : `${thrown.message} (${code})`
}
