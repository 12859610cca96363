/** What one check has found. */
export interface Finding {
  readonly check: string
  readonly outcome: 'pass' | 'warn' | 'fail'
  /** The setting that it is about, where it is about one. */
  readonly setting?: string
  /** One line for people. It never holds a secret. */
  readonly detail: string
}
