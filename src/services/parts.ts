import type { Kysely } from 'kysely'
import type { Artifacts } from '../artifacts/artifacts.ts'
import type { BarSource } from '../data/source.ts'
import type { FitPool } from '../jobs/fitPool.ts'
import type { Queue } from '../jobs/queue.ts'
import type { Packs } from '../packs/packs.ts'
import type { Database } from '../store/schema.ts'
import type { Workspace } from './workspace.ts'

/** The parts that a use case works with; `host/` puts them together. */
export interface Parts {
  workspace: Workspace
  db: Kysely<Database>
  artifacts: Artifacts
  packs: Packs
  /** Bar sources by name: sample, csv:FILE and so on. Throws for a name that is none. */
  source(name: string): BarSource
  queue: Queue
  fits: FitPool
  now(): Date
  newId(): string
  /** This process, as `pid@host`: who works on a run. */
  owner: string
  engineVersion: string
}
