import { jsonObjectSchema } from '@arqonbus/protocol'
import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { toArgsSchema } from '../commands/schema.js'
import type { BusOptions } from '../options.js'
import { problemSchema } from './problem.js'
import { commandContracts } from './publish.js'
import type { Needs, Route } from './route.js'

type Document = { readonly [key: string]: unknown }

/** The OpenAPI 3.1 document of the routes, made from the table and the schemas that requests are checked with. */
export function openApi(
  routes: readonly Route[],
  options: Pick<BusOptions, 'version' | 'authenticator' | 'http'>,
): Document {
  const paths: Record<string, Record<string, Document>> = {}
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route, options.authenticator !== undefined),
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ArqonBus', summary: 'Monitoring, and publishing without a socket', version: options.version },
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  }
}

function operation(route: Route, isAuthOn: boolean): Document {
  const { statuses, description } = route.answer
  const answers = statuses.map((status) => [String(status), { description, content: contentOf(route) }])
  const parameters = [...queryParameters(route.query), ...headerParameters(route.headers)]
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[/.](\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: route.summary,
    security: securityOf(route.needs, isAuthOn),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.path, route.body) }),
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: 'A problem document (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function contentOf({ answer }: Route): Document {
  const schema = answer.schema === undefined ? {} : { schema: schemaOf(answer.schema, 'output') }
  return Object.fromEntries((answer.mediaTypes ?? ['application/json']).map((type) => [type, schema]))
}

/** Which of the security schemes is enough; an empty requirement is enough without any. */
function securityOf(needs: Needs, isAuthOn: boolean): readonly Document[] {
  if (needs === 'nothing') return []
  if (isAuthOn) return [{ token: [] }, { apiKey: [] }]
  return needs === 'token' ? [] : [{ apiKey: [] }]
}

function queryParameters(query: v.GenericSchema | undefined): readonly Document[] {
  if (query === undefined) return []
  const { properties = {} } = toSchema(query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))
}

function headerParameters(headers: Readonly<Record<string, string>> = {}): readonly Document[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }))
}

function requestBody(path: string, body: v.GenericSchema): Document {
  const envelope = schemaOf(body, 'input')
  const schema =
    path === '/v1/command' ? { allOf: [envelope, { anyOf: commandContracts.map(commandSchema) }] } : envelope
  return { required: true, content: { 'application/json': { schema } } }
}

function commandSchema(contract: (typeof commandContracts)[number]): Document {
  return {
    title: contract.name,
    description: contract.summary,
    properties: {
      command: { enum: [contract.name, ...(contract.aliases ?? [])] },
      args: toArgsSchema(contract),
    },
  }
}

/** A schema without `$schema`: in OpenAPI 3.1 it is draft 2020-12 anyway. */
function schemaOf(schema: v.GenericSchema, typeMode: 'input' | 'output'): Document {
  const { $schema: _, ...rest } = toSchema(schema, typeMode)
  return rest
}

function toSchema(schema: v.GenericSchema, typeMode: 'input' | 'output') {
  return toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode,
    // Rules that are functions have no equivalent; their descriptions say what they want.
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema }) => (valibotSchema === jsonObjectSchema ? { type: 'object' } : undefined),
  })
}
