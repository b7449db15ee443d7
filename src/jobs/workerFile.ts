import { fileURLToPath } from 'node:url'

/** The entries of worker threads. */
export type WorkerName = 'fitWorker' | 'laneWorker' | 'scanWorker' | 'tickerWorker'

/** The built entry of a worker thread: beside the bundle, or in dist/ when this runs from its source. */
export function workerFile(name: WorkerName): string {
  const here = import.meta.url
  return fileURLToPath(new URL(here.endsWith('.ts') ? `../../dist/${name}.mjs` : `./${name}.mjs`, here))
}
