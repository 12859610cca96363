import * as v from 'valibot'
import { expect } from 'vitest'
import { BusError, type ErrorDetail } from '../src/index.js'

const Details = v.object({ errors: v.array(v.strictObject({ path: v.string(), message: v.string() })) })

/** The broken rules for which `run` refuses its input; fails where it refuses nothing, or throws anything else. */
export function refusalOf(run: () => unknown): ErrorDetail[] {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(BusError)
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR' })
    return v.parse(Details, error instanceof BusError ? error.details : undefined).errors
  }
  return expect.fail('nothing was refused')
}
