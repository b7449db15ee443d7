import type { OverlayAnswer } from '../../contract/types.ts'
import { plural } from './format.ts'

/** What is told beside the contracts of an overlay: what is new, who got none and why, and what became of them. */
export function overlayText(answer: OverlayAnswer): string[] {
  const { count, written, date, expiry, refused = [], parity_csv: csv, warnings = [] } = answer
  return [
    `${plural(count, 'signal')} of ${date} with options that expire on ${expiry}; ${written} new`,
    ...refused.map(({ ticker, message, contracts }) => {
      const fell = Object.entries(contracts).map(([reason, many]) => `${many} ${reason}`)
      return `${ticker}: ${message}${fell.length > 0 ? ` (${fell.join(', ')})` : ''}`
    }),
    ...parityLines(answer),
    ...(csv === null ? [] : [`parity was written to ${csv}`]),
    ...warnings.map((warning) => `note: ${warning}`),
  ]
}

function parityLines({ parity, parity_premium: premium }: OverlayAnswer): string[] {
  return [
    ...(parity ? [`underlying: ${figures(parity)}`] : []),
    ...(premium ? [`premium: ${figures(premium)}`] : []),
  ]
}

/** Figures as they are named in answers, without those that there are none of. */
function figures(parity: NonNullable<OverlayAnswer['parity']>): string {
  return Object.entries(parity)
    .flatMap(([name, value]) =>
      typeof value === 'number' ? [`${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`] : [],
    )
    .join(', ')
}
