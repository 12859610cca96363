import type { ErrorDetail } from '@arqonbus/protocol'

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] }

/** What the protocol's schemas are, seen from outside: Standard Schema (https://standardschema.dev). */
export interface Schema<Output> {
  readonly '~standard': { validate(value: unknown): Result<Output> | Promise<Result<Output>> }
}

/** A value that its schema has passed, or what is wrong with it. */
export type Validated<Output> =
  | { readonly value: Output; readonly errors?: undefined }
  | { readonly value?: undefined; readonly errors: readonly ErrorDetail[] }

/** `value`, as the schema has it, or each rule that it breaks. */
export function validate<Output>(schema: Schema<Output>, value: unknown): Validated<Output> {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) return { errors: [{ path: '', message: 'cannot be checked at once' }] }
  if (result.issues === undefined) return { value: result.value }
  return { errors: result.issues.map(({ path = [], message }) => ({ path: path.map(keyOf).join('.'), message })) }
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}
