import type { Contract, Contracts, ErrorCode } from '@arqonbus/protocol'
import { toArgsSchema } from '@arqonbus/server-core'
import { type ArgumentRow, argumentRows, shapeOf } from './shape.ts'
import { markdownTable } from './table.ts'

/** The text of docs/reference/commands.md, made from the contracts. */
export function commandsReference(contracts: Contracts): string {
  const groups = grouped(Object.values(contracts))
  const index = [...groups].map(([group, members]) => `* ${group}: ${members.map(link).join(', ')}\n`)
  const sections = [...groups].map(([group, members]) => `## ${group}\n\n${members.map(section).join('\n')}`)
  return `# Commands

<!-- Made by \`pnpm generate\` from packages/protocol/src/commands. -->

A command is a frame \`{ "type": "command", "command": NAME, "args": { … } }\`, or \`client.call(NAME, args)\` of the SDK,
or \`arqon call NAME --flag …\`. The bus answers with exactly one \`response\` whose \`payload.data\` is what is shown here
as the answer. Besides the errors named there, every command can answer
${alwaysPossible.map(errorLink).join(', ')}.

A *name* (of a room, a channel, a tenant) has 1 to 128 characters, no white space, no control character and none of
\`: * ? [ ] { }\`. In a *glob* \`*\` stands for any run of characters and \`?\` for one. A *date-time* is one of RFC 3339,
exact to the nanosecond; without an offset it is taken as UTC.

${index.join('')}
${sections.join('\n')}`
}

const alwaysPossible: ErrorCode[] = [
  'VALIDATION_ERROR',
  'AUTHORIZATION_ERROR',
  'RATE_LIMIT_EXCEEDED',
  'COMMAND_NOT_FOUND',
  'FEATURE_DISABLED',
  'INTERNAL_ERROR',
]

const permissionTexts: Record<Contract['permission'], string> = {
  anyone: 'Anyone may call it.',
  admin: 'Admins may call it.',
  publish: 'Needs `publish` in the room and channel.',
  subscribe: 'Needs `subscribe` in the room and channel.',
  history: 'Needs `history` in the room and channel; without `room`, admins only.',
  presence: 'Needs `presence` in the room and channel.',
  manage: 'Needs `manage` in the room and channel.',
}

function grouped(contracts: Contract[]): Map<string, Contract[]> {
  const groups = new Map<string, Contract[]>()
  for (const contract of contracts) {
    const group = groupOf(contract)
    groups.set(group, [...(groups.get(group) ?? []), contract])
  }
  return groups
}

/** `op.history.get` belongs to History; what has no family belongs to Core. */
function groupOf({ name }: Contract): string {
  const family = name.startsWith('op.') ? (name.split('.')[1] ?? '') : 'core'
  return family === 'casil' ? 'CASIL' : family.charAt(0).toUpperCase() + family.slice(1)
}

function section(contract: Contract): string {
  const aliases = contract.aliases ?? []
  const also = aliases.length === 0 ? '' : ` Also called ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`
  const rows = argumentRows(toArgsSchema(contract))
  return `### ${contract.name}

${contract.summary}. ${permissionTexts[contract.permission]}${also}

${rows.length === 0 ? 'No arguments.\n' : argumentTable(rows)}
Answers:

\`\`\`ts
${shapeOf(toArgsSchema({ args: contract.data }))}
\`\`\`
${contract.errors.length === 0 ? '' : `\nErrors: ${contract.errors.map(errorLink).join(', ')}.\n`}
Example:

\`\`\`json
${jsonOf({ type: 'command', command: contract.name, args: contract.example.args })}
\`\`\`

\`\`\`json
${jsonOf(contract.example.data)}
\`\`\`
`
}

/** On one line where it fits. */
function jsonOf(value: unknown): string {
  const line = JSON.stringify(value, null, 1).replace(/\n */g, ' ')
  return line.length <= 110 ? line : JSON.stringify(value, null, 2)
}

function argumentTable(rows: ArgumentRow[]): string {
  const cells = rows.map(({ name, type, required, fallback, description }) => {
    const presence = required ? 'required' : fallback === undefined ? 'optional' : `\`${JSON.stringify(fallback)}\``
    return [`\`${name}\``, type, presence, description]
  })
  return markdownTable(['argument', 'type', 'default', 'meaning'], cells)
}

/** The anchor that Markdown readers give the heading of a contract. */
function link({ name }: Contract): string {
  return `[\`${name}\`](#${name.replaceAll('.', '')})`
}

function errorLink(code: ErrorCode): string {
  return `[\`${code}\`](errors.md#${code.toLowerCase()})`
}
