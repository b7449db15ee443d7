import { fixed } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { note, table } from '../page.ts'
import type { ReportedBacktest, ReportedFold } from './data.ts'

/** The threshold of each hour in each fold, and why hours stayed flat; nothing for a run with one for all hours. */
export function hourTable({ folds = [] }: ReportedBacktest): Markup | null {
  const chosen = folds.flatMap(({ fold, chosen_by_hour: levels }) => (levels ? [{ fold, levels }] : []))
  if (chosen.length === 0) return null
  const hours = [...new Set(chosen.flatMap(({ levels }) => levels.map(({ hour }) => hour)))].sort(
    (a, b) => a - b,
  )
  const levelAt = (levels: Levels, hour: number): string => {
    const found = levels.find((one) => one.hour === hour)
    return found === undefined ? '' : found.flat ? 'flat' : fixed(found.value, 2)
  }
  const reasons = chosen.flatMap(({ fold, levels }) =>
    levels.flatMap(({ hour, reason }) =>
      reason ? [note(`Fold ${fold + 1}, hour ${hour} stayed flat: ${reason}.`)] : [],
    ),
  )
  return html`${table(
    'Threshold by the hour of the decision in New York, each from the trades of that hour alone',
    [
      { title: 'Fold', cell: ({ fold }: (typeof chosen)[number]) => String(fold + 1) },
      ...hours.map((hour) => ({
        title: `${hour}h`,
        number: true,
        cell: ({ levels }: (typeof chosen)[number]) => levelAt(levels, hour),
      })),
    ],
    chosen,
  )}${reasons}`
}

type Levels = NonNullable<ReportedFold['chosen_by_hour']>
