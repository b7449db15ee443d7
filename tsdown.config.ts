import { cp } from 'node:fs/promises'
import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', fitWorker: 'src/jobs/fitWorker.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  sourcemap: false,
  clean: true,
  hooks: {
    // The store reads its migrations as files.
    'build:done': () => cp('src/store/migrations', 'dist/migrations', { recursive: true }),
  },
})
