/** What one check has found. */
export interface Finding {
  readonly check: string
  readonly outcome: 'pass' | 'warn' | 'fail'
  /** One line for people. It never holds a secret. */
  readonly detail: string
}
