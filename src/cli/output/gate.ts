import type { Gate } from '../../contract/types.ts'
import { plainReason } from '../../core/gate/plainReason.ts'
import type { Paint } from './paint.ts'

/** One word for a verdict: readable without colour too. */
export function verdictWord(gate: Gate | null | undefined, paint: Paint): string {
  if (!gate) return '-'
  return gate.pass ? paint.green('pass') : paint.red('fail')
}

/** Why a gate was not passed, a sentence or two for each reason. */
export function gateReasons({ reasons, details = [] }: Gate): string[] {
  return reasons.flatMap((code) => {
    const failed = details.filter((detail) => detail.code === code)
    // A backend may answer reasons alone.
    return failed.length > 0 ? failed.map((detail) => plainReason(code, detail)) : [code.replaceAll('_', ' ')]
  })
}

/** A verdict for a cell: "pass", or what failed. */
export function gateCell(gate: Gate | null | undefined, paint: Paint): string {
  if (!gate || gate.pass) return verdictWord(gate, paint)
  return `${verdictWord(gate, paint)}: ${gate.reasons.map(shortReason).join(', ')}`
}

/** A reason's code without the part that every code of its kind ends in. */
function shortReason(code: string): string {
  return code.replace(/_(below_min|above_max|above_limit|not_met|exceeded|flagged)$/, '').replaceAll('_', ' ')
}
