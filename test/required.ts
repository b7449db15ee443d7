import { expect, it } from 'vitest'

/** What `SIGMA_TEST_REQUIRE` names must be there: CI installs it, and a test that lacks it fails instead of being skipped. */
const required = (process.env.SIGMA_TEST_REQUIRE ?? '').split(',')

/**
 * Whether tests that need a program of this machine can run. Adds a test that says why they are skipped, or that fails
 * where the program is required.
 *
 * @param name as `SIGMA_TEST_REQUIRE` has it
 * @param what is missing, and the package that brings it
 */
export function requireTool(name: string, isThere: boolean, what: string): boolean {
  if (!isThere && !required.includes(name)) {
    it.skip(`skipped: ${what}`, () => {})
    return false
  }
  it('is there', () => {
    expect(isThere, `SIGMA_TEST_REQUIRE names ${name}, but ${what}`).toBe(true)
  })
  return true
}
