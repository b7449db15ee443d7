import { afterAll, expect } from 'vitest'
import { giveBackSchemas } from './postgres/schemas.ts'
import { noteRunning } from './running.ts'
import { removeTemporaryFolders } from './temporaryFolder.ts'

// Numbers in typed arrays are compared as `toEqual` does, without the walk that it takes over each as over an object.
// What differs is left to it, since it tells how.
expect.addEqualityTesters([
  (a, b) =>
    numberColumns.some(
      (Column) => a instanceof Column && b instanceof Column && a.length === b.length && a.every(isIn(b)),
    ) || undefined,
])

const numberColumns = [Float64Array, Int32Array] as const

function isIn(column: ArrayLike<number>): (value: number, at: number) => boolean {
  return (value, at) => Object.is(value, column[at])
}

// Runs before each test file. Files share a process, one after the other, so each leaves it as it found it.
const before = { folder: process.cwd(), env: { ...process.env } }

const forget = noteRunning(expect.getState().testPath ?? 'a file without a name')

// Registered before those of the file, so that it comes after them: by then what it started is closed.
afterAll(async () => {
  forget()
  removeTemporaryFolders()
  await giveBackSchemas()
  expect(process.cwd(), 'folder').toBe(before.folder)
  // By name: the values of an environment do not belong in a log.
  const names = new Set([...Object.keys(before.env), ...Object.keys(process.env)])
  const changed = [...names].filter((name) => before.env[name] !== process.env[name])
  expect(changed, 'environment variables that changed').toEqual([])
})
