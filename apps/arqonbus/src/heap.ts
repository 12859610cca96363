import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the heap's young generation at the size that it starts with. Connections allocate while they come, and V8 takes
 * that for a reason to grow it to three times 16 MiB, which it never gives back: with 5,000 idle connections that was
 * half of all memory. It is asked of the running engine, because a flag on the command line would need a first line
 * (`env -S`) that small Linux distributions do not understand. docs/decisions/0005 has the numbers.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
