import { type ConfigurationReference, describeConfiguration } from 'arqonbus'
import { markdownTable } from './table.ts'

/** The text of docs/reference/configuration.md, made from the settings that the server itself declares. */
export function configurationReference(): string {
  const { groups, rules, later } = describeConfiguration()
  return `# Configuration

<!-- Made by \`pnpm generate\` from apps/arqonbus/src/settings and rules.ts. -->

Every setting of the server has one name, in three places: the flag \`--server-port\`, the variable
\`ARQONBUS_SERVER_PORT\`, and the key \`server-port\` in the JSON file that \`--config FILE\` (or \`ARQONBUS_CONFIG\`) names.
A flag goes before a variable, a variable before the file, the file before the default. An empty variable is no
variable. \`arqonbus config\` prints what is in force and where each value came from, with secrets masked;
\`arqonbus preflight\` checks all of it and starts nothing.

Whatever is wrong is told at once: the setting, what it got (never of a secret) and what it wants; the process then ends
with 2. A variable \`ARQONBUS_…\` that nobody knows is a warning with the nearest name; a flag or a key in the file that
nobody knows stops the start.

Booleans are \`true\`, \`1\`, \`yes\`, \`on\` or \`false\`, \`0\`, \`no\`, \`off\`; as flags \`--compression\` and \`--no-compression\` will
do. Sizes are bytes, or \`64KiB\`, \`1MiB\`, \`1GiB\`. Durations are seconds, with fractions. Lists have commas between, are a
flag given several times, or a JSON array in the file.

${groups.map(groupSection).join('\n')}
## What must hold

${rules.map((sentence) => `- ${sentence}\n`).join('')}
## Not in this version

These variables are known by name and have no effect yet; the server says so when it finds one. Their flags are refused.

${markdownTable(['variables', 'belong to'], later.map(laterRow))}`
}

function groupSection({ name, settings }: ConfigurationReference['groups'][number]): string {
  return `## ${name}\n\n${markdownTable(['variable', 'value', 'default', ''], settings.map(settingRow))}`
}

function settingRow(row: ConfigurationReference['groups'][number]['settings'][number]): string[] {
  const kind = row.secret === true ? 'a secret' : row.wants
  const otherwise = row.otherwise !== undefined || row.shownDefault === ''
  return [`\`${row.variable}\``, kind, otherwise ? row.shownDefault : `\`${row.shownDefault}\``, row.help]
}

function laterRow({ names, part }: ConfigurationReference['later'][number]): string[] {
  return [names.map((name) => `\`${name}\``).join(', '), part]
}
