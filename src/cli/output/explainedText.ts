import type { Importance, Reliability } from '../../contract/types.ts'
import { count, fixed, percent, plural } from './format.ts'
import type { Output } from './output.ts'
import type { Column } from './table.ts'

/** How many features stand on a screen. */
const shownFeatures = 8

/** What a training found out about its model: which features matter, and whether its scores are probabilities. */
export function explainedText(
  { importance, reliability }: { importance?: Importance; reliability?: Reliability },
  output: Output,
): string[] {
  return [
    ...(importance && importance.features.length > 0 ? importanceText(importance, output) : []),
    ...(reliability && reliability.basis === 'out_of_fold' ? reliabilityText(reliability, output) : []),
  ]
}

function importanceText({ held_out, features }: Importance, output: Output): string[] {
  const shown = features.slice(0, shownFeatures)
  const some = shown.length < features.length ? `, the first ${shown.length} of ${features.length}` : ''
  const rows =
    held_out?.basis === 'out_of_fold' ? 'rows scored out of fold' : 'rows that early stopping watched'
  const how = held_out
    ? `by the rise of the log loss when shuffled ${plural(held_out.repeats, 'time')} among ${count(held_out.rows)} ${rows}`
    : 'by gain'
  const measured: Column[] = [
    { field: 'loss_increase', title: 'loss rise', align: 'right', show: fixed(4) },
    { field: 'loss_increase_spread', title: '±', align: 'right', show: fixed(4), rank: 2 },
  ]
  const columns: Column[] = [
    { field: 'feature', clip: true },
    ...(held_out ? measured : []),
    { field: 'gain_share', title: 'gain', align: 'right', show: percent },
    { field: 'weight', title: 'splits', align: 'right', show: count, rank: 1 },
  ]
  return ['', `features ${how}${some}`, output.table(shown, columns), '']
}

function reliabilityText({ classes }: Reliability, output: Output): string[] {
  const errors = classes.map(({ class: name, raw, calibrated }) => {
    const after = calibrated ? `, calibrated ${percent(calibrated.by_count.expected_calibration_error)}` : ''
    return `${name} ${percent(raw.by_count.expected_calibration_error)}${after}`
  })
  const lines = [`calibration error, out of fold: ${errors.join('; ')}`]
  // Of more than two classes a table each would fill the screen: those are in --json.
  const [only] = classes
  if (classes.length !== 1) return [...lines, '']
  const { bins } = (only.calibrated ?? only.raw).by_count
  const table = bins.map((bin) => ({ ...bin, range: `${percent(bin.lower)} – ${percent(bin.upper)}` }))
  const columns: Column[] = [
    { field: 'mean_score', title: `mean p_${only.class}`, align: 'right', show: percent },
    { field: 'observed', title: `was ${only.class}`, align: 'right', show: percent },
    { field: 'range', title: 'at 95 %', align: 'right', rank: 1 },
    { field: 'rows', align: 'right', show: count },
  ]
  return [...lines, output.table(table, columns), '']
}
