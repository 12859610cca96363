import { type Contract, type JsonObject, jsonObjectSchema } from '@arqonbus/protocol'
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'

/**
 * The arguments of a contract as a JSON Schema of an object: the `help` command, the reference pages and other
 * languages' tools read it. What a schema can say is in it (types, enums, bounds, patterns, defaults, descriptions);
 * rules between arguments, which only code can say, are in their descriptions.
 */
export function toArgsSchema(contract: Pick<Contract, 'args'>): JsonObject {
  const { $schema: _, ...schema } = toJsonSchema(contract.args, conversion)
  return schema
}

const conversion: ConversionConfig = {
  // Of a pipe of two schemas the second is the narrower one.
  typeMode: 'output',
  // Rules in code have no counterpart; an author adds v.metadata() where JSON Schema has a word for one.
  errorMode: 'ignore',
  overrideSchema: ({ valibotSchema }) => (valibotSchema === jsonObjectSchema ? { type: 'object' } : undefined),
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'safe_integer' ? withoutSafeBounds(jsonSchema) : undefined,
}

/** The bounds of every integer that JSON can carry say nothing of this one. */
function withoutSafeBounds(schema: JsonSchema): JsonSchema {
  const result = { ...schema }
  if (result.minimum === Number.MIN_SAFE_INTEGER) delete result.minimum
  if (result.maximum === Number.MAX_SAFE_INTEGER) delete result.maximum
  return result
}
