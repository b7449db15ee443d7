import { fileURLToPath } from 'node:url'

/** The built entry of a worker thread: beside the bundle, or in dist/ when this runs from its source. */
export function workerFile(name: 'fitWorker' | 'laneWorker' | 'tickerWorker'): string {
  const here = import.meta.url
  return fileURLToPath(new URL(here.endsWith('.ts') ? `../../dist/${name}.mjs` : `./${name}.mjs`, here))
}
