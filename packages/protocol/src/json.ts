/** Anything that can be written as JSON and read back the same. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
/** A JSON object whose values nobody has looked at yet. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a value that came out of JSON is an object, and neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
