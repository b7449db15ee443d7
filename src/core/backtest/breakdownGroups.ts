import type { Account } from './account.ts'
import { copyOfBars, decidedBy, type Run } from './breakdownRun.ts'
import type { RunPart } from './partMetrics.ts'

// A run taken apart by groups of decisions, which share its bars.

/**
 * Trades each group alone, and shares out the trading of the whole run.
 *
 * @param placeOf which of the groups each decision is of
 */
export function partsOf(
  { account, position, run }: { account: Account; position: Float64Array; run: Run },
  groups: readonly string[],
  placeOf: Int32Array,
): [string, RunPart][] {
  const decided = decidedBy(run, position, groups.length, placeOf)
  const scale = account.scaleOf?.(position)
  const own = new Float64Array(position.length)
  const alone = groups.map((_, place) => {
    for (let at = 0; at < own.length; at++) own[at] = placeOf[at] === place ? position[at] : 0
    return copyOfBars(account.barsOf?.(own, scale) ?? account.trade(own, scale))
  })
  const shared = shares(
    run.traded,
    alone.map(({ traded }) => traded),
  )
  const sharedAll = shares(
    run.everyBar.traded,
    alone.map(({ everyBar }) => everyBar.traded),
  )
  return groups.map((group, place) => {
    // What options cost does not net, and is each group's own.
    const { gross, charged, weight, everyBar } = alone[place]
    const part = {
      gross,
      weight,
      traded: shared[place],
      ...(charged && { charged }),
      everyBar: { ...everyBar, traded: sharedAll[place] },
      ...decided(place),
    }
    return [group, part]
  })
}

/** What was traded in each bar, shared out by what each group would have traded alone. */
function shares(traded: Float64Array, alone: readonly Float64Array[]): Float64Array[] {
  const together = new Float64Array(traded.length)
  for (const own of alone) for (let bar = 0; bar < own.length; bar++) together[bar] += own[bar]
  return alone.map((one) => one.map((own, bar) => (own === 0 ? 0 : traded[bar] * (own / together[bar]))))
}
