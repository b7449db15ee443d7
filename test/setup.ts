import { afterAll, expect } from 'vitest'
import { removeTemporaryFolders } from './temporaryFolder.ts'

// Runs before each test file. Files share a process, one after the other, so each leaves it as it found it.
const before = { folder: process.cwd(), env: { ...process.env } }

// Registered before those of the file, so that it comes after them: by then what it started is closed.
afterAll(() => {
  removeTemporaryFolders()
  expect({ folder: process.cwd(), env: { ...process.env } }, 'folder and environment').toEqual(before)
})
