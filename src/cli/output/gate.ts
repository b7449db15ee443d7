import type { Gate } from '../../contract/types.ts'
import type { Paint } from './paint.ts'

/** A sign and a word for a verdict: readable without colour too, and to be searched for. */
export function verdictWord(gate: Gate | null | undefined, paint: Paint): string {
  if (!gate) return '-'
  return gate.pass ? paint.green('✓ pass') : paint.red('✗ fail')
}

/** Why a gate was not passed, a sentence for each reason. A backend may answer the codes alone. */
export function gateReasons({ reasons, plain }: Gate): string[] {
  return plain ?? reasons.map((code) => code.replaceAll('_', ' '))
}

/** A verdict for a cell: "✓ pass", or what failed. */
export function gateCell(gate: Gate | null | undefined, paint: Paint): string {
  if (!gate || gate.pass) return verdictWord(gate, paint)
  return `${verdictWord(gate, paint)}: ${gate.reasons.map(shortReason).join(', ')}`
}

/** A reason's code without the part that every code of its kind ends in. */
function shortReason(code: string): string {
  return code.replace(/_(below_min|above_max|above_limit|not_met|exceeded|flagged)$/, '').replaceAll('_', ' ')
}
