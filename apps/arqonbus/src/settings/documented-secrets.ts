/**
 * Secrets that stand as examples in our own pages, so that everybody knows them. A test compares this list with the
 * pages: whoever writes a new example adds it here.
 */
const DOCUMENTED: ReadonlySet<string> = new Set(['an-example-secret-of-at-least-32-bytes', 'an-example-admin-key'])

/** Whether a secret stands in our documentation. */
export function isDocumentedSecret(secret: string): boolean {
  return DOCUMENTED.has(secret.trim())
}
