import { defineConfig } from 'tsdown'

/** What sends requests is bundled, so that it keeps the server busy. */
export default defineConfig({
  entry: { run: 'run.ts' },
  outDir: '../../dist/fuzz',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  clean: true,
})
