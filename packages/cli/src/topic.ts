import { isName, joinTopic, type Position, splitTopic } from '@arqonbus/protocol'
import { usage } from './failure.js'
import type { TopicArgs } from './flags.js'
import { printable } from './print.js'

/** A channel of a room. */
export interface Topic {
  readonly room: string
  readonly channel: string
}

type TopicWords = Pick<TopicArgs, 'topic' | 'room' | 'channel'>

/** The room and channel of a command line; `undefined` where it names none. @throws Failure where it names half of one, or two */
export function topicIn({ topic, room, channel }: TopicWords): Topic | undefined {
  if (topic !== undefined && (room !== undefined || channel !== undefined))
    throw usage('name the channel once: as room:channel, or with --room and --channel')
  if (topic !== undefined) return split(topic)
  if (room === undefined && channel === undefined) return undefined
  if (room !== undefined && channel === undefined && room.includes(':')) return split(room)
  return { room: name(room, '--room'), channel: name(channel, '--channel') }
}

/** As {@link topicIn}, where there must be one. */
export function topicOf(words: TopicWords): Topic {
  const topic = topicIn(words)
  if (topic === undefined) throw usage('which channel? Name it as room:channel, or with --room and --channel')
  return topic
}

/** The one spelling of a channel, safe to print. */
export function shownTopic({ room, channel }: Topic): string {
  return printable(joinTopic(room, channel))
}

function split(text: string): Topic {
  const topic = splitTopic(text)
  if (topic === undefined) throw usage('a channel is written as room:channel, such as science:general')
  return topic
}

function name(text: string | undefined, flag: string): string {
  if (text === undefined) throw usage(`${flag} is missing`)
  if (!isName(text))
    throw usage(`${flag} must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }`)
  return text
}

/** A position in a channel, written as `epoch:seq`. @throws Failure */
export function positionOf(text: string, flag: string): Position {
  const [, epoch, seq] = /^([^:]{1,64}):(\d{1,15})$/.exec(text) ?? []
  if (epoch === undefined || seq === undefined)
    throw usage(`${flag} must be a position, written as epoch:seq such as k3v9x2m1:42`)
  return { epoch, seq: Number(seq) }
}
