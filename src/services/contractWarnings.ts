import type { RiskBudget } from '../core/gate/riskBudget.ts'
import { unfilledReasons } from '../core/options/contractGuards.ts'
import type { Contracts } from '../core/options/contractPick.ts'

/** Tells how many rows would buy nothing under the limits of a budget, by side, and why. A row may have several reasons. */
export function contractWarnings(contracts: Contracts | null | undefined, budget: RiskBudget): string[] {
  if (!contracts) return []
  const guards = {
    spreadPctMax: budget.spread_pct_max ?? null,
    oiMin: budget.oi_min ?? null,
    volumeMin: budget.volume_min ?? null,
  }
  return (['call', 'put'] as const).flatMap((side) => {
    const reasons = unfilledReasons(contracts[side], guards)
    const unfilled = reasons.filter((ofRow) => ofRow.length > 0)
    if (unfilled.length === 0) return []
    const counts = new Map<string, number>()
    for (const reason of unfilled.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    const named = [...counts].map(([reason, rows]) => `${reason} ${rows}`).join(', ')
    return [`${unfilled.length} of ${reasons.length} rows would buy no ${side}: ${named}`]
  })
}
