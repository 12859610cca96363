import { ArqonClient, type ClientOptions } from '@arqonbus/sdk'
import { Failure, toFailure } from './failure.js'
import { headersOf, type SocketArgs, timeoutOf, tokenOf, wsUrlOf } from './flags.js'
import type { Shell } from './verb.js'

type ClientArgs = SocketArgs & { readonly timeoutSeconds?: number | undefined }

/**
 * Does `work` with a connected client, and closes it whatever happens. Without other options a lost connection is not
 * made again: whoever asks once wants to hear of it.
 *
 * @throws Failure why there is no connection, and whatever `work` throws
 */
export async function withClient<Result>(
  args: ClientArgs,
  shell: Shell,
  work: (client: ArqonClient) => Promise<Result>,
  options: Partial<ClientOptions> = {},
): Promise<Result> {
  const client = newClient(args, shell, options)
  try {
    await connect(client, tokenOf(args, shell.env) !== undefined, shell.signal)
    return await work(client)
  } finally {
    await client.close()
  }
}

/** A client of the bus that the command line names, not connected yet. @throws Failure where it names none */
export function newClient(args: ClientArgs, { env }: Shell, options: Partial<ClientOptions> = {}): ArqonClient {
  const token = tokenOf(args, env)
  return new ArqonClient({
    url: wsUrlOf(args, env),
    headers: headersOf(args),
    timeoutMs: timeoutOf(args),
    reconnect: false,
    ...(token === undefined ? {} : { token }),
    ...options,
  })
}

/** @throws Failure */
export async function connect(client: ArqonClient, hasToken: boolean, signal: AbortSignal): Promise<void> {
  try {
    await client.connect({ signal })
  } catch (thrown) {
    throw unauthenticated(toFailure(thrown), hasToken)
  }
}

/** Nobody who gave no token is told that it was wrong. */
export function unauthenticated(failure: Failure, hasToken: boolean): Failure {
  if (failure.code !== 'AUTHENTICATION_FAILED' || hasToken) return failure
  const { message, exitCode, code, cause } = failure
  const hint = 'This bus wants a token, and none was given: use --jwt or ARQONBUS_AUTH_JWT'
  return new Failure(exitCode, message, { code, hint, cause })
}
