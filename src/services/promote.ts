import { type FieldError, invalidParam } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { Backtest } from '../store/backtests.ts'
import { findTrainingByRequestKey, insertTraining, type Training } from '../store/trainings.ts'
import { inTransaction } from '../store/transaction.ts'
import { type Asking, findOrInsertIn, locksOf } from './asked.ts'
import { auditIn } from './audited.ts'
import { tellChanged } from './changes.ts'
import { type NamedBacktest, requireBacktest } from './namedBacktest.ts'
import type { Parts } from './parts.ts'
import { type GateOverride, heldAgainst, judgedNow, refuseFailed } from './promotionGate.ts'
import { requireSelection } from './selections.ts'
import { ownerOfNew } from './shared.ts'
import { storedTraining, subjectOfRun } from './storedTraining.ts'
import { takenUp } from './takeUp.ts'
import { currentUser } from './user.ts'

/** One backtest, or all those of a selection. */
export interface PromotionRequest {
  backtest: NamedBacktest
  selectionId?: string
  /** That of the model's config when absent; no other is trained. */
  algorithm?: string
  tag?: string
}

export interface PromotionsRequest {
  jobs: readonly PromotionRequest[]
  override?: GateOverride
  /** Trains again although an equal promotion was done before. */
  force?: boolean
}

export interface Promotion {
  run: Training
  backtestId: string
  deduplicated: boolean
}

/** The most backtests that one request promotes, those of its selections together. */
const mostAtOnce = 200

/** A backtest that is to be promoted. */
interface Candidate {
  backtest: Backtest
  selectionId: string | null
  algorithm: string
  tag: string | null
}

/**
 * Trains models with the very settings of backtests, on their data: all of them, or none when one is refused. An equal
 * promotion of before, done or on its way, is answered unless `force`.
 *
 * @throws GATE_FAILED with the reasons when a gate is not passed and not overridden; INVALID_PARAM, NOT_FOUND and
 *   UNPROCESSABLE for what can't be promoted; QUOTA_EXCEEDED past the day's quota
 */
export async function promote(
  parts: Parts,
  request: PromotionsRequest,
): Promise<{ promotions: Promotion[]; warnings: string[] }> {
  const { override, force } = request
  if (override) checkOverride(override)
  const candidates = await candidatesOf(parts, request.jobs)
  const failed = candidates.filter(({ backtest }) => heldAgainst(backtest).length > 0)
  if (!override)
    await refuseFailed(
      parts,
      candidates.map(({ backtest }) => backtest),
    )
  const asked = candidates.map((candidate) => askFor(parts, candidate, { override, force }))
  const promotions = await insertAll(parts, asked, override)
  for (const promotion of promotions) {
    const { run, deduplicated } = promotion
    if (deduplicated) promotion.run = await takenUp(parts, storedTraining, run)
    else storedTraining.start(parts, run)
  }
  const needless = override !== undefined && failed.length === 0
  return { promotions, warnings: needless ? ['the gate passes: there was nothing to override'] : [] }
}

/** @throws INVALID_PARAM for an override that says nothing */
function checkOverride({ confirmation, tag }: GateOverride): void {
  const faults: FieldError[] = []
  if (confirmation.trim() === '') faults.push({ field: 'override.confirmation', issue: 'says nothing' })
  if (tag.trim() === '') faults.push({ field: 'override.tag', issue: 'says nothing' })
  if (faults.length > 0) throw invalidParam(faults)
}

async function candidatesOf(parts: Parts, jobs: readonly PromotionRequest[]): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const [place, job] of jobs.entries()) {
    const field = `jobs[${place}]`
    const { selectionId, tag = null } = job
    const named =
      selectionId === undefined
        ? [job.backtest]
        : (await requireSelection(parts, selectionId)).items.map(({ backtestId }) => ({
            ...job.backtest,
            backtestId,
          }))
    for (const one of named) {
      const backtest = await judgedNow(parts, await requireBacktest(parts, one, field))
      const algorithm = await algorithmOf(parts, backtest, job.algorithm, field)
      candidates.push({ backtest, selectionId: selectionId ?? null, algorithm, tag })
    }
  }
  if (candidates.length > mostAtOnce) {
    const issue = `expected at most ${mostAtOnce} backtests in all, got ${candidates.length}`
    throw invalidParam([{ field: 'jobs', issue }])
  }
  return candidates
}

/** Also sees to it that the model is still there. */
async function algorithmOf(
  parts: Parts,
  backtest: Backtest,
  asked: string | undefined,
  field: string,
): Promise<string> {
  const { model } = await subjectOfRun(parts, backtest)
  const own = model?.config.algorithm ?? 'gbm'
  if (asked === undefined || asked === own) return own
  const issue = `the backtest was fitted by ${own}, not ${asked}`
  throw invalidParam([{ field: `${field}.algorithm`, issue }], { next: 'leave it out' })
}

interface Asked {
  candidate: Candidate
  asking: Asking<Training>
}

function askFor(
  parts: Parts,
  { backtest, selectionId, algorithm, tag: asked }: Candidate,
  { override, force }: Pick<PromotionsRequest, 'override' | 'force'>,
): Asked {
  const reasons = heldAgainst(backtest)
  const overridden = reasons.length > 0 ? override : undefined
  const gateState = overridden ? 'overridden' : 'passed'
  const tag = asked ?? overridden?.tag ?? null
  const { config, selection, execution, data, hours_from } = backtest.params
  const matrixSha = typeof backtest.lineage?.matrix_sha === 'string' ? backtest.lineage.matrix_sha : null
  const requestKey = sha256OfJson({
    kind: 'promotion',
    backtest_id: backtest.id,
    gate_state: gateState,
    tag,
    engine_version: parts.engineVersion,
  })
  const time = parts.now().toISOString()
  const id = parts.newId()
  const recorded = overridden && { ...overridden, reasons }
  return {
    candidate: { backtest, selectionId, algorithm, tag },
    asking: {
      requestKey,
      force,
      quota: 'train',
      find: (db) => findTrainingByRequestKey(db, requestKey),
      insert: (db) =>
        insertTraining(db, {
          id,
          userId: currentUser(),
          requestKey,
          status: 'queued',
          owner: ownerOfNew(parts),
          packId: backtest.packId,
          modelId: backtest.modelId,
          tag,
          policySnapshotSha: backtest.policySnapshotSha,
          createdAt: time,
          matrixSha,
          promotedFrom: backtest.id,
          gateState,
          params: {
            ...{ selection, execution, data, hours_from },
            ...(recorded && { override: recorded }),
          },
          config: toObject(config),
          lineage: { ...backtest.lineage, engine_version: parts.engineVersion, promoted_from: backtest.id },
          job: {
            kind: 'promotion',
            algorithm,
            config: backtest.config,
            selectionId,
            override: recorded ?? null,
          },
        }),
    },
  }
}

/** All rows or none, with the audit of what was overridden. */
async function insertAll(
  parts: Parts,
  asked: readonly Asked[],
  override: GateOverride | undefined,
): Promise<Promotion[]> {
  const locks = [...new Set(asked.flatMap(({ asking }) => locksOf(asking)))]
  const expected = new Set<string>()
  /** Of an attempt of which nothing was kept: nobody is to wait for it. */
  const forgetExpected = (): void => {
    for (const id of expected) parts.queue.forget(id)
    expected.clear()
  }
  try {
    return await inTransaction(parts.db, { locks }, async (trx) => {
      const promotions: Promotion[] = []
      forgetExpected()
      for (const { candidate, asking } of asked) {
        const found = await findOrInsertIn({ ...parts, db: trx }, asking)
        if (!found.deduplicated) expected.add(found.run.id)
        promotions.push({ ...found, backtestId: candidate.backtest.id })
      }
      const overridden = promotions.flatMap(({ run, deduplicated }, place) =>
        deduplicated || run.gateState !== 'overridden' ? [] : [auditOf(run, asked[place].candidate.backtest)],
      )
      if (override && overridden.length > 0) {
        tellChanged('override', null, { ...override, jobs: overridden })
        await auditIn(trx, { status: 202, answer: { job_ids: promotions.map(({ run }) => run.id) } })
      }
      return promotions
    })
  } catch (error) {
    forgetExpected()
    throw error
  }
}

function auditOf({ id, modelId, packId }: Training, backtest: Backtest): object {
  return {
    job_id: id,
    backtest_id: backtest.id,
    model_id: modelId,
    pack_id: packId,
    reasons: heldAgainst(backtest),
  }
}

function toObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw new TypeError(`Expected the settings of a backtest, got ${value}`)
}
