import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the heap's young generation at the size that it starts with. Connections allocate while they come, which V8
 * takes for a reason to grow it, and it does not give it back: of what an idle connection cost, that was 40 %. It is
 * asked of the running engine, because a flag on the command line would need a first line (`env -S`) that small Linux
 * distributions do not understand. docs/decisions/0005 has the numbers.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
