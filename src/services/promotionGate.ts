import { SigmaError } from '../core/errors.ts'
import { type Backtest, findBacktest } from '../store/backtests.ts'
import { catchUp } from './ledger.ts'
import { tellGateFailed } from './notifications.ts'
import type { Parts } from './parts.ts'

/** Why a failed gate is overridden, and the tag by which such models are found. */
export interface GateOverride {
  confirmation: string
  tag: string
}

/** A backtest as it is judged by all that has been tried on its data until now, by whom ever. */
export async function judgedNow(
  parts: Pick<Parts, 'db' | 'answersOthers'>,
  backtest: Backtest,
): Promise<Backtest> {
  if (backtest.ledgerKey === null) return backtest
  await catchUp(parts, backtest.ledgerKey)
  return (await findBacktest(parts.db, backtest.id)) ?? backtest
}

/** What the gate holds against a backtest, by all that has been tried on its data until now; nothing when it passes. */
export function heldAgainst({ gate }: Backtest): string[] {
  if (gate === null) return ['not_evaluated']
  // A verdict without a reason is one all the same.
  return gate.pass ? [] : gate.reasons.length > 0 ? gate.reasons : ['failed']
}

/**
 * Refuses to promote what its gate has not passed, and has whoever is to be told of it told so.
 *
 * @throws GATE_FAILED with the reasons for each
 */
export async function refuseFailed(
  parts: Pick<Parts, 'db' | 'notifier' | 'wallTime' | 'newId'>,
  backtests: readonly Backtest[],
): Promise<void> {
  const failed = backtests.filter((run) => heldAgainst(run).length > 0)
  if (failed.length === 0) return
  for (const run of failed) await tellGateFailed(parts, parts.db, run, 'promotion')
  parts.notifier.wake()
  const reasons = [...new Set(failed.flatMap(heldAgainst))]
  const [first] = failed
  const what =
    backtests.length === 1
      ? `the gate refuses the backtest ${first.id} of ${first.modelId}: ${reasons.join(', ')}`
      : `the gate refuses ${failed.length} of ${backtests.length} backtests: ${reasons.join(', ')}`
  throw new SigmaError('GATE_FAILED', what, {
    details: {
      reasons,
      backtests: failed.map((run) => ({
        backtest_id: run.id,
        model_id: run.modelId,
        pack_id: run.packId,
        reasons: heldAgainst(run),
        details: run.gate?.details ?? [],
      })),
    },
    next: `see what is held against it: sigma runs backtest show ${first.id}; to promote it all the same, override the gate with a reason and a tag (--override-gate --tag TAG --yes)`,
  })
}
