import type { Kysely } from 'kysely'
import type { Artifacts } from '../artifacts/artifacts.ts'
import type { BarSource } from '../data/source.ts'
import type { FitPool } from '../jobs/fitPool.ts'
import type { Queue } from '../jobs/queue.ts'
import type { Packs } from '../packs/openPacks.ts'
import type { QuotaLimits } from '../store/quotas.ts'
import type { Database } from '../store/schema.ts'
import type { Finding } from './finding.ts'
import type { Log } from './log.ts'
import type { Meters } from './meters.ts'
import type { ModelChoice } from './modelChoice.ts'
import type { Notifier } from './notifier.ts'
import type { Shared } from './shared.ts'
import type { Tracing } from './tracing.ts'
import type { Workspace } from './workspace.ts'

/** The parts that a use case works with; `host/` puts them together. */
export interface Parts {
  workspace: Workspace
  db: Kysely<Database>
  artifacts: Artifacts
  /** With what an administrator changed. */
  packs: Packs
  /** As the files have them. */
  packFiles: Packs
  /** The workspace's folder of packs, where new models are written. */
  packsDir: string
  /** The folder of the guides, where the documents are installed. */
  docsDir: string
  /** Whether the assistant may show rows of artifacts and matrices, rather than only what they are. */
  readsMatrices: boolean
  /** The language model that the assistant asks; undefined for none. @throws INVALID_PARAM for one that is not set as it must be */
  languageModel(): ModelChoice | undefined
  /** The bundled bars. */
  sample: BarSource
  /** Polygon's bars and options. Without a key every load is refused, saying how to give one. */
  polygon: BarSource
  hasPolygonKey: boolean
  queue: Queue
  /** The work of several processes; undefined where this one does all of its own. */
  shared: Shared | undefined
  fits: FitPool
  /** What is counted for who watches a server. */
  meters: Meters
  /** What is told of the work that is done. */
  log: Log
  tracing: Tracing
  /** Who is told of sweeps that end, of gates that fail and of models that drift. */
  notifier: Notifier
  /** Bytes that a sweep may take, as far as they can be told before; undefined for no limit. */
  memoryLimit: number | undefined
  /** Bytes of features up to which a matrix is held in memory: columns of a larger one are read as they are needed. */
  heldBytes: number
  /** Rows of a file of a larger one, which is stored as several where it has more. */
  partitionRows: number
  /** How much a user may do where nobody has set other limits, and whether that is kept to. */
  quotas: { enforce: boolean; limits: QuotaLimits }
  /** Aborted when no new work is to begin, while what was asked for may still end. */
  closing: AbortSignal
  /** Aborted when the process is to stop: what takes long, and no job tells of yet, gives up then. */
  stopping: AbortSignal
  /** Whether others wait for answers of this process while it works. */
  answersOthers: boolean
  /** The time that rows are written with: it never goes back. */
  now(): Date
  /** The machine's clock as it is, which files are dated by. */
  wallTime(): Date
  newId(): string
  /** Who works on a run: these parts, in this process. It begins with `pid@host`, which people know it by. */
  owner: string
  /** Whether the process of an owner still works on its runs. */
  isAlive(owner: string): boolean
  engineVersion: string
  /** Looks at the machine, the settings and the services that this process works with. */
  examine(): Promise<Finding[]>
  /** Draws and stores the report of a backtest once that is done, as a job of its own. */
  keepReportWhenDone(backtestId: string): void
  /** Tells the operator of a failure that is no user's doing, with all that is known of it. */
  reportBug(error: unknown, where: string): void
}
