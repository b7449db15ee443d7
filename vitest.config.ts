import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The end-to-end tests take longest, so they begin first: the last ones to end should be short. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => /\/test\/(e2e|docs|host)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    // One for each of two cores: by default one is left idle, while most long tests wait for a process that they started.
    maxWorkers: 2,
    // Each of the two takes one file after the other without loading packages and sources anew, which took a third of
    // the time. What a file changes of its process it puts back: setup.ts checks that.
    isolate: false,
    setupFiles: ['test/setup.ts'],
    // The end-to-end tests run the build as it is.
    server: { deps: { external: [/\/dist\//] } },
    // A net for what hangs, wide enough for a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
