import { describe, expectTypeOf, test } from 'vitest'
import type {
  Acknowledged,
  ArqonClient,
  ChannelMessage,
  ClientEvents,
  Member,
  PublishAck,
  Subscription,
  Welcome,
} from './index.js'

declare const client: ArqonClient

describe('call', () => {
  test('gives what the contract says', () => {
    expectTypeOf(client.call('ping')).resolves.toHaveProperty('pong').toEqualTypeOf<true>()
    expectTypeOf(client.call('presence', { room: 'r', channel: 'c' }))
      .resolves.toHaveProperty('members')
      .toEqualTypeOf<Member[]>()
    expectTypeOf(
      client.call('join_channel', { room: 'r', channel: 'c', since: { epoch: 'e', seq: 1 } }),
    ).resolves.toHaveProperty('recovered')
  })

  test('wants the arguments that the contract wants', () => {
    // @ts-expect-error: room and channel are missing
    void client.call('presence')
    // @ts-expect-error: the channel is missing
    void client.call('presence', { room: 'r' })
    // @ts-expect-error: there is no such argument
    void client.call('ping', { loudly: true })
    // @ts-expect-error: a limit is a number
    void client.call('list_channels', { limit: '1' })
    void client.call('list_channels')
    void client.call('list_channels', {}, { timeoutMs: 1, signal: AbortSignal.abort() })
  })

  test('takes any object for a command that no contract knows, and gives unknown', () => {
    expectTypeOf(client.call('summarize', { text: 'x' })).resolves.toBeUnknown()
    expectTypeOf(client.call('summarize')).resolves.toBeUnknown()
    const name: string = 'summarize'
    expectTypeOf(client.call(name, { text: 'x' })).resolves.toBeUnknown()
  })
})

test('events have their own type each', () => {
  client.on('connected', (welcome) => expectTypeOf(welcome).toEqualTypeOf<Welcome>())
  client.on('disconnected', ({ willReconnect }) => expectTypeOf(willReconnect).toEqualTypeOf<boolean>())
  client.on('gap', ({ since }) => expectTypeOf(since).toHaveProperty('seq'))
  client.on('event', (event) => {
    if (event.event === 'presence.join') expectTypeOf(event.member).toEqualTypeOf<Member>()
  })
  // @ts-expect-error: there is no such event
  client.on('conected', () => undefined)
  expectTypeOf<keyof ClientEvents>().toExtend<string>()
})

test('channels', () => {
  const channel = client.channel('r', 'c')
  expectTypeOf(channel.publish({ text: 'hello' })).resolves.toEqualTypeOf<PublishAck>()
  interface Score {
    readonly points: number
  }
  const score: Score = { points: 1 }
  void channel.publish(score)
  // @ts-expect-error: a payload is an object
  void channel.publish('hello')
  expectTypeOf(
    channel.subscribe((message) => expectTypeOf(message).toEqualTypeOf<ChannelMessage>()),
  ).resolves.toEqualTypeOf<Subscription>()
  expectTypeOf(channel.messages).returns.toExtend<AsyncIterable<ChannelMessage>>()
  expectTypeOf(channel.history({ limit: 1 })).resolves.toHaveProperty('entries')
  // @ts-expect-error: the room is that of the channel
  void channel.history({ room: 'another' })
  expectTypeOf(client.send('client_1', {})).resolves.toEqualTypeOf<Acknowledged>()
})
