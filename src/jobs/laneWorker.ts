import { workerData } from 'node:worker_threads'
import { serveLane } from '../core/boosting/engine/index.ts'

/** The entry of a thread that helps another to grow trees. */
serveLane(workerData)
