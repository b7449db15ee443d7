// The model of docs/operations/capacity.md: costs that were measured once, and what follows from them. A test holds its table
// to the document's.

/** Milliseconds of processor time that a part takes beside its fit: of PostgreSQL, of who fits, of who has the run. */
export interface PartCosts {
  databaseMs: number
  workerMs: number
  coordinatorMs: number
}

export interface Costs {
  /** Of a part beside its fit, by fake fits. */
  part: PartCosts
  /** Of a real sweep, with all that is around it. */
  sweep: {
    databaseMs: number
    /** Of the process that has the run: it plans, evaluates and stores. */
    coordinatorMs: number
    statements: number
    transactions: number
    logBytes: number
    files: number
    /** Of rows that stay. */
    rowBytes: number
  }
  /** Of a worker of four lanes that has nothing to do, each second. */
  idleWorker: { databaseMs: number; statements: number }
}

/** By `npm run bench -- scale capacity`, as docs/operations/capacity.md shows it. */
export const measured: Costs = {
  part: { databaseMs: 3.89, workerMs: 4.22, coordinatorMs: 1.84 },
  sweep: {
    ...{ databaseMs: 60 * 18.33, coordinatorMs: 60 * 36.5 },
    ...{ statements: 60 * 17.9, transactions: 60 * 1.6, logBytes: 60 * 91_460 },
    ...{ files: 0, rowBytes: 925_696 },
  },
  idleWorker: { databaseMs: 27.5, statements: 12.9 },
}

/** A day's work. */
export interface Load {
  sweeps: number
  /** Of a part, of one core. */
  fitMs: number
}

const partsOfSweep = 60

/** The day's work is asked for in so many hours. */
const busyHours = 8

/** The share of a core that is planned with: what comes at once has to wait otherwise. */
const planned = 0.7

/** Parts at a time of a worker, each on a core. */
const lanesOfWorker = 4

/** At most: those of its pool, and the one that listens. */
const connectionsOfWorker = 10 + 1

/** To store a file: a look whether it is there, and the bytes. Those above 8 MiB take more. */
const requestsToStore = 2

/** A worker reads the matrix of a sweep once. */
const requestsToRead = 1

/** Parts a second that so many cores bear when PostgreSQL and all processes around it share them, and fits take nothing. */
export function mostPartsPerSecond(
  { databaseMs, workerMs, coordinatorMs }: PartCosts,
  cores: number,
): number {
  return (1000 * cores) / (databaseMs + workerMs + coordinatorMs)
}

export interface Need {
  partsPerSecond: number
  /** For parts, and for who has the runs. */
  workerCores: number
  workers: number
  connections: number
  statementsPerSecond: number
  transactionsPerSecond: number
  databaseCores: number
  logBytesPerSecond: number
  s3RequestsPerSecond: number
  storedBytesPerDay: number
}

/** What a load needs, in its busy hours. */
export function need({ sweeps, fitMs }: Load, { part, sweep, idleWorker }: Costs): Need {
  const perSecond = sweeps / (busyHours * 3600)
  const sweepMs = partsOfSweep * (fitMs + part.workerMs) + sweep.coordinatorMs
  const workerCores = (perSecond * sweepMs) / 1000 / planned
  const workers = Math.max(1, Math.ceil(workerCores / lanesOfWorker))
  // A sweep's parts are spread over the workers, but no further than there are parts.
  const readers = Math.min(workers, partsOfSweep)
  const requests = requestsToStore * sweep.files + requestsToRead * readers
  const databaseMs = perSecond * sweep.databaseMs + workers * idleWorker.databaseMs
  return {
    partsPerSecond: perSecond * partsOfSweep,
    workerCores,
    workers,
    connections: workers * connectionsOfWorker,
    statementsPerSecond: perSecond * sweep.statements + workers * idleWorker.statements,
    transactionsPerSecond: perSecond * sweep.transactions,
    databaseCores: databaseMs / 1000 / planned,
    logBytesPerSecond: perSecond * sweep.logBytes,
    s3RequestsPerSecond: perSecond * requests,
    storedBytesPerDay: sweeps * sweep.rowBytes,
  }
}

/** The loads of the document. */
export const loads: readonly Load[] = [10, 1_000, 100_000].flatMap((sweeps) =>
  [200, 1000].map((fitMs) => ({ sweeps, fitMs })),
)

/** The table of the document, in Markdown. */
export function capacityTable(costs: Costs): string[] {
  return [
    '| sweeps a day | ms a part | parts/s | cores for workers | workers of 4 | connections | statements/s | transactions/s | cores of PostgreSQL | log MB/s | S3 requests/s | rows a day |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...loads.map((load) => rowOf(load, need(load, costs))),
  ]
}

function rowOf({ sweeps, fitMs }: Load, of: Need): string {
  const cells = [
    sweeps.toLocaleString('en'),
    String(fitMs),
    short(of.partsPerSecond),
    short(of.workerCores),
    String(of.workers),
    String(of.connections),
    short(of.statementsPerSecond),
    short(of.transactionsPerSecond),
    short(of.databaseCores),
    short(of.logBytesPerSecond / 1e6),
    short(of.s3RequestsPerSecond),
    `${short(of.storedBytesPerDay / 1e9)} GB`,
  ]
  return `| ${cells.join(' | ')} |`
}

/** Two digits that count; the model is no better than that. */
function short(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 6 })
}
