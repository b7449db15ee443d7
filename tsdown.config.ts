import { cp } from 'node:fs/promises'
import { defineConfig } from 'tsdown'
import { compileKernels } from './src/core/boosting/assembly/compile.mjs'

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', fitWorker: 'src/jobs/fitWorker.ts', laneWorker: 'src/jobs/laneWorker.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  sourcemap: false,
  clean: true,
  hooks: {
    'build:prepare': () => compileKernels(),
    // The store reads its migrations as files.
    'build:done': () => cp('src/store/migrations', 'dist/migrations', { recursive: true }),
  },
})
