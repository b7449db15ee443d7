import { existsSync, statfsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { findPostgres } from './test/postgres/server.ts'

/**
 * The end-to-end tests take longest, so they begin before the others: the last ones to end should be short. Those on
 * PostgreSQL come before all: a process takes files of one project only, and what begins anew loads everything anew.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId, project }: TestSpecification): boolean =>
      project.name === 'postgres' || /\/test\/(e2e|docs|host)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

/** The suites that know no engine run on PostgreSQL too; these are about SQLite's file. */
const onSqliteOnly = ['database', 'migrate', 'processes'].map((name) => `test/store/${name}.test.ts`)
/** Use cases that lock, repeat or list what they store. The others store in the same ways: all of them when asked for. */
const storing = ['asked', 'asOfRun', 'confirmations', 'ledger', 'runEvents', 'verifyAudit']
const services = process.env.SIGMA_TEST_ALL === '1' ? ['*'] : storing
const onPostgres = [
  'test/postgres/**/*.test.ts',
  'test/store/**/*.test.ts',
  'test/assistant/db*.test.ts',
  'test/host/notifier.test.ts',
  ...services.map((name) => `test/services/${name}.test.ts`),
]
const hasPostgres = findPostgres() !== undefined

// Thousands of folders and hundreds of databases are written that nobody reads again. In memory that takes a tenth less
// time, where there is plenty: all tests together hold some hundred megabytes at once.
const memory = '/dev/shm'
if (existsSync(memory)) {
  const { bavail, bsize } = statfsSync(memory)
  if (bavail * bsize > 2 ** 32) process.env.TMPDIR ??= memory
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          globalSetup: ['test/running.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['test/postgres/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          // Without a server there is one test, which says so.
          include: hasPostgres ? onPostgres : ['test/postgres/available.test.ts'],
          exclude: onSqliteOnly,
          globalSetup: ['test/running.ts', ...(hasPostgres ? ['test/postgres/globalSetup.ts'] : [])],
        },
      },
    ],
    sequence: { sequencer: LongestFirst },
    // One for each of two cores: by default one is left idle, while most long tests wait for a process that they started.
    maxWorkers: 2,
    // Each of the two takes one file after the other without loading packages and sources anew, which took a third of
    // the time. What a file changes of its process it puts back: setup.ts checks that.
    isolate: false,
    // Columns of numbers soon fill the small room for what is young: with more of it an eighth of the time is saved.
    execArgv: ['--max-semi-space-size=64'],
    setupFiles: ['test/setup.ts'],
    // The end-to-end tests run the build as it is.
    server: { deps: { external: [/\/dist\//] } },
    // A net for what hangs, wide enough for a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
