import { Worker } from 'node:worker_threads'
import { type Engine, ownEngine, sharedEngine } from '../core/boosting/engine/index.ts'
import { workerFile } from './workerFile.ts'

let made: { threads: number; engine: Engine } | undefined

/**
 * An engine of so many threads, the calling one included. Its threads are started once, sleep between fits, and end
 * with the calling thread.
 */
export function threadEngine(threads: number): Engine {
  if (threads === 1) return ownEngine()
  if (made?.threads !== threads) made = { threads, engine: startEngine(threads) }
  return made.engine
}

function startEngine(threads: number): Engine {
  return sharedEngine(threads, (workerData) => {
    new Worker(workerFile('laneWorker'), { workerData }).unref()
  })
}
