import * as v from 'valibot'
import { boolean, oneOf, seconds, text } from './kinds.js'
import { setting } from './setting.js'

const group = 'Operation'

export const operation = {
  environment: setting(
    v.optional(oneOf(['dev', 'staging', 'prod'], { development: 'dev', production: 'prod' }), 'dev'),
    {
      variable: 'ARQONBUS_ENVIRONMENT',
      group,
      help: 'staging and prod start only with an explicit host, port and storage mode; prod also needs authentication.',
    },
  ),
  preflightStrict: setting(v.optional(boolean, false), {
    variable: 'ARQONBUS_PREFLIGHT_STRICT',
    group,
    help: 'Ask of dev what staging must keep.',
  }),
  requireDualDataStack: setting(v.optional(boolean), {
    variable: 'ARQONBUS_REQUIRE_DUAL_DATA_STACK',
    group,
    help: 'Start only with both a Valkey and a Postgres. This version has neither, so prod has to say false here.',
    otherwise: 'true in prod, else false',
  }),
  nodeId: setting(
    v.optional(
      v.pipe(
        text('1 to 64 letters, digits or any of . _ -'),
        v.regex(/^[\w.-]{1,64}$/, '1 to 64 letters, digits or any of . _ -'),
      ),
    ),
    {
      variable: 'ARQONBUS_NODE_ID',
      group,
      help: 'The name of this process, in welcomes, logs and metrics.',
      otherwise: 'a fresh one at each start',
    },
  ),
  drainSeconds: setting(v.optional(seconds(0, 3600), 15), {
    variable: 'ARQONBUS_DRAIN_SECONDS',
    group,
    help: 'At most this long is what was accepted finished and delivered after SIGTERM.',
  }),
  logLevel: setting(v.optional(oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'), {
    variable: 'ARQONBUS_LOG_LEVEL',
    group,
    help: 'What is logged, and everything graver.',
  }),
  logFormat: setting(v.optional(oneOf(['json', 'pretty'])), {
    variable: 'ARQONBUS_LOG_FORMAT',
    group,
    help: 'json: one JSON object a line on stdout and nothing else; pretty: for people, with the start banner.',
    otherwise: 'pretty in dev, else json',
  }),
}
