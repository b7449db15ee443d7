import { defineConfig } from 'tsdown'
import { compileKernels } from '../../src/core/webassembly/compile.mjs'

/** Benchmarks run bundled, as Sigma itself does: a test runner's module wrappers would slow hot loops down. */
export default defineConfig({
  entry: { run: 'run.ts', laneWorker: '../../src/jobs/laneWorker.ts' },
  outDir: '../../dist/bench',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  clean: true,
  hooks: { 'build:prepare': () => compileKernels() },
})
