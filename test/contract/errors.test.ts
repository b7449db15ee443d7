import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../src/contract/errors.ts'
import { contract } from './contract.ts'

const codes = Object.keys(errorCatalogue)

describe('the error catalogue', () => {
  it('has each code of the contract once', () => {
    const declared = contract.components.schemas.ErrorCode.enum
    expect([...codes].sort()).toEqual([...Object(declared)].sort())
  })

  it('gives each code the status that clients know', () => {
    const statuses = Object.fromEntries(
      Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]),
    )
    expect(statuses).toEqual({
      INVALID_PARAM: 400,
      GATE_FAILED: 400,
      UNAUTHORIZED: 401,
      FORBIDDEN: 403,
      QUOTA_EXCEEDED: 403,
      NOT_FOUND: 404,
      CONFLICT: 409,
      UNPROCESSABLE: 422,
      RATE_LIMITED: 429,
      INTERNAL: 500,
      NOT_IMPLEMENTED: 501,
      UNAVAILABLE: 503,
      TIMEOUT: 504,
    })
  })

  it.each(Object.entries(errorCatalogue))('says what %s means and what to do', (_, { meaning, remedy }) => {
    expect(meaning).not.toBe('')
    expect(remedy).not.toBe('')
  })
})
