import { afterAll, beforeAll, describe } from 'vitest'
import { describeAppending, describeDuplicates } from './message-log/appending.js'
import { LogFixture, type LogUnderTest } from './message-log/fixture.js'
import { describeModel } from './message-log/model.js'
import { describeReading } from './message-log/reading.js'
import { describeRetention } from './message-log/retention.js'

export type { LogUnderTest } from './message-log/fixture.js'

/** How a store's tests make a log. */
export interface LogSubject {
  /** Called once. The log may have tenants already: the suite makes its own. */
  create(): Promise<LogUnderTest>
  /** How many random histories are compared with the model; 100 where absent. */
  readonly modelRuns?: number
}

/**
 * The promises of {@link MessageLog} as tests. Every store runs them:
 * `describeMessageLog('valkey', { create })` at the top level of a test file.
 */
export function describeMessageLog(name: string, subject: LogSubject): void {
  describe(`the log in ${name}`, () => {
    let made: LogUnderTest | undefined
    beforeAll(async () => {
      made = await subject.create()
    })
    afterAll(() => made?.close())
    const fixture = new LogFixture(() => {
      if (!made) throw new Error('The log is made before the first test')
      return made
    })
    describeAppending(fixture)
    describeDuplicates(fixture)
    describeReading(fixture)
    describeRetention(fixture)
    describeModel(fixture, subject.modelRuns ?? 100)
  })
}
