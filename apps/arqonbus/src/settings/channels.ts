import * as v from 'valibot'
import { boolean, oneOf, seconds, whole } from './kinds.js'
import { setting } from './setting.js'

const group = 'Channels and history'
const YEAR_SECONDS = 366 * 24 * 3600

export const channels = {
  storageBackend: setting(
    v.optional(
      oneOf(['memory', 'valkey', 'postgres'], {
        valkey_streams: 'valkey',
        redis: 'valkey',
        redis_streams: 'valkey',
        postgresql: 'postgres',
      }),
      'memory',
    ),
    {
      variable: 'ARQONBUS_STORAGE_BACKEND',
      group,
      help: 'Where messages are kept. This version has memory only.',
    },
  ),
  storageMode: setting(v.optional(oneOf(['degraded', 'strict']), 'degraded'), {
    variable: 'ARQONBUS_STORAGE_MODE',
    group,
    help: 'degraded: a store that cannot be reached does not stop the bus; strict: what cannot be stored is refused. strict needs a store.',
  }),
  enablePersistence: setting(v.optional(boolean, true), {
    variable: 'ARQONBUS_ENABLE_PERSISTENCE',
    group,
    help: 'Off: messages are numbered and delivered, but not kept for history and recovery.',
  }),
  maxHistorySize: setting(v.optional(whole(1, 10_000_000), 10_000), {
    variable: 'ARQONBUS_MAX_HISTORY_SIZE',
    group,
    help: 'Messages kept for each channel.',
  }),
  historyMaxAgeSeconds: setting(v.optional(seconds(1, 10 * YEAR_SECONDS), 86_400), {
    variable: 'ARQONBUS_HISTORY_MAX_AGE_SECONDS',
    group,
    help: 'How long a message is kept.',
  }),
  autoCreateChannels: setting(v.optional(boolean, true), {
    variable: 'ARQONBUS_AUTO_CREATE_CHANNELS',
    group,
    help: 'Joining a channel or publishing to it creates it.',
  }),
  maxChannelsPerTenant: setting(v.optional(whole(1, 10_000_000), 10_000), {
    variable: 'ARQONBUS_MAX_CHANNELS_PER_TENANT',
    group,
    help: 'Channels that one tenant may have at a time.',
  }),
  deduplicationWindowSeconds: setting(v.optional(seconds(0, 86_400), 120), {
    variable: 'ARQONBUS_DEDUPLICATION_WINDOW_SECONDS',
    group,
    help: 'How long a message published again under the same id is answered as a duplicate.',
  }),
  deduplicationMaxIds: setting(v.optional(whole(1, 10_000_000), 100_000), {
    variable: 'ARQONBUS_DEDUPLICATION_MAX_IDS',
    group,
    help: 'Message ids remembered for each tenant.',
  }),
}
