import { type BacktestConfig, type FitTask, featureColumns, planFits } from '../core/backtest/index.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { TimedFit } from '../jobs/timedFit.ts'
import type { FitPart } from '../store/fitParts.ts'
import { plainConfig } from './backtestRequest.ts'
import { readFitPart } from './fitPartSpec.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { requireBacktestRun, requireSweep } from './runs.ts'
import { dataOfBacktest } from './storedBacktest.ts'
import { readRequest } from './storedRequest.ts'
import { resolveSubject } from './subject.ts'
import { loadUnchanged } from './unchanged.ts'

/** Data of the last runs whose parts were done: a sweep has hundreds of parts on the same. */
const mostData = 3

/** Plans of the last configurations: a fold of the same one is likely to follow. */
const mostPlans = 4

interface Loaded {
  data: PreparedData
  plans: Map<string, FitTask[]>
}

/** Does parts of runs, and keeps what is likely to be needed for the next ones. */
export class FitPartWork {
  readonly #parts: Parts
  readonly #loaded = new Map<string, Promise<Loaded>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The fits of a part, on one thread. @throws what is wrong with its run, or its data */
  async fit(part: FitPart, signal: AbortSignal): Promise<TimedFit[]> {
    const { config, fold, scoresOnly } = readFitPart(part.spec)
    const { data, plans } = await this.#load(part)
    const tasks = planned(plans, config, data)
    const columns = featureColumns(data.dataset.matrix, config.features)
    return this.#parts.fits.run(
      columns,
      tasks.filter((task) => task.fold === fold),
      { signal, threads: 1, scoresOnly, onFit: () => this.#parts.meters.fitDone() },
    )
  }

  #load(part: FitPart): Promise<Loaded> {
    const { runId } = part
    const known = this.#loaded.get(runId) ?? this.#read(part)
    // The latest is the last one to be forgotten.
    this.#loaded.delete(runId)
    this.#loaded.set(runId, known)
    known.catch(() => this.#loaded.delete(runId))
    const [oldest] = this.#loaded.keys()
    if (this.#loaded.size > mostData) this.#loaded.delete(oldest)
    return known
  }

  async #read({ runKind, runId }: FitPart): Promise<Loaded> {
    const data = await (runKind === 'sweep'
      ? dataOfSweep(this.#parts, runId)
      : dataOfBacktest(this.#parts, await requireBacktestRun(this.#parts, runId)))
    return { data: inSharedMemory(data), plans: new Map() }
  }
}

/** The tasks of all folds of a configuration. */
function planned(plans: Loaded['plans'], config: BacktestConfig, { dataset }: PreparedData): FitTask[] {
  const key = canonicalJson(plainConfig(config))
  const known = plans.get(key)
  if (known) return known
  const { tasks } = planFits(dataset, config)
  const [oldest] = plans.keys()
  if (plans.size >= mostPlans) plans.delete(oldest)
  plans.set(key, tasks)
  return tasks
}

async function dataOfSweep(parts: Parts, id: string): Promise<PreparedData> {
  const sweep = await requireSweep(parts, id)
  const request = readRequest('sweep', sweep)
  const subject = await resolveSubject(parts, request.subject)
  return loadUnchanged(parts, { kind: 'sweep', ...sweep }, subject, request.data)
}

/** Once, rather than for each part anew: threads are given the columns as they are. */
function inSharedMemory(data: PreparedData): PreparedData {
  const { dataset } = data
  const features = dataset.matrix.features.map(({ values, ...feature }) => {
    const shared = new Float64Array(new SharedArrayBuffer(values.byteLength))
    shared.set(values)
    return { ...feature, values: shared }
  })
  return { ...data, dataset: { ...dataset, matrix: { ...dataset.matrix, features } } }
}
