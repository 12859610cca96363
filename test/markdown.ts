import { globSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root. */
export const repository = join(import.meta.dirname, '..')

/** Every Markdown file of the repository, as a path from its root. */
export function documents(): readonly string[] {
  const exclude = ['**/node_modules/**', '**/dist/**', '**/coverage/**', '**/.cache/**']
  return globSync('**/*.md', { cwd: repository, exclude }).sort()
}

/** The content of each fenced block in this language. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, named, code]) =>
    named === language && code !== undefined ? [code] : [],
  )
}

/** The text without its fenced and inline code. */
export function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
}

/** What a link can lead to in it: its headings, named as GitHub does, and anchors written as HTML. */
export function anchors(markdown: string): ReadonlySet<string> {
  const written = [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  const headings = [...markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)]
  return new Set([
    ...written,
    ...headings.map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  ])
}
