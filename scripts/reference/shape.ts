import type { JsonObject } from '@arqonbus/protocol'

/** One line of a table of arguments; `name` has the path of an argument inside another. */
export type ArgumentRow = { name: string; type: string; required: boolean; fallback: unknown; description: string }

/** The arguments of a JSON Schema of an object, those inside of others after them. */
export function argumentRows(schema: JsonObject, prefix = ''): ArgumentRow[] {
  const required = list(schema.required)
  return Object.entries(object(schema.properties)).flatMap(([key, value]) => {
    const property = object(value)
    const row = {
      name: `${prefix}${key}`,
      type: typeWithBounds(property),
      required: required.includes(key),
      fallback: property.default,
      description: text(property.description),
    }
    return [row, ...argumentRows(property, `${row.name}.`)]
  })
}

/** The type that a JSON Schema allows, as TypeScript would write it, an object over several lines. */
export function shapeOf(schema: JsonObject, indent = ''): string {
  const alternatives = list(schema.anyOf)
  if (alternatives.length > 0) return alternatives.map((one) => shapeOf(object(one), indent)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined)
    return list(schema.enum)
      .map((value) => JSON.stringify(value))
      .join(' | ')
  if (schema.type === 'array') return arrayShape(object(schema.items), indent)
  if (schema.properties !== undefined) return objectShape(schema, indent)
  return schema.type === undefined ? 'any JSON' : text(schema.type)
}

function arrayShape(items: JsonObject, indent: string): string {
  const shape = shapeOf(items, indent)
  const isUnion = items.anyOf !== undefined || items.enum !== undefined
  return isUnion ? `(${shape})[]` : `${shape}[]`
}

function objectShape(schema: JsonObject, indent: string): string {
  const required = list(schema.required)
  const members = Object.entries(object(schema.properties)).map(
    ([key, value]) =>
      `${indent}  ${key}${required.includes(key) ? '' : '?'}: ${shapeOf(object(value), `${indent}  `)}\n`,
  )
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

function typeWithBounds(schema: JsonObject): string {
  if (schema.title !== undefined) return text(schema.title)
  const type = schema.properties === undefined ? shapeOf(schema) : 'object'
  if (schema.format !== undefined) return `${type}, ${text(schema.format)}`
  const unit = type === 'string' ? ' characters' : ''
  const least = schema.minimum ?? schema.minLength
  const most = schema.maximum ?? schema.maxLength
  if (least === undefined) return most === undefined ? type : `${type}, at most ${most}${unit}`
  return most === undefined ? `${type}, at least ${least}${unit}` : `${type}, ${least} to ${most}${unit}`
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
