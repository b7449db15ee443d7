import type { LeakageFlag, LeakageReport } from '../../contract/types.ts'
import { fixed, plural, wrap } from './format.ts'
import type { Output } from './output.ts'

const flagsShown = 8

/** The verdict of a leakage scan, and a line for each feature that was flagged, red ones first. */
export function leakageLines({ verdict, findings }: LeakageReport, output: Output): string[] {
  const flagged = new Set(findings.map(({ column }) => column)).size
  const summary = flagged === 0 ? 'nothing flagged' : `${plural(flagged, 'feature')} flagged`
  const sorted = [...findings].sort((a, b) => weight(b) - weight(a))
  const more = sorted.length - flagsShown
  return [
    `leakage ${verdictWord(verdict, output)}: ${summary}`,
    ...sorted.slice(0, flagsShown).map((flag) => flagLine(flag, output)),
    ...(more > 0 ? [`  and ${plural(more, 'finding')} more; --json has all`] : []),
  ]
}

/** Green, yellow or red, in its colour. */
function verdictWord(verdict: LeakageReport['verdict'], { paint }: Output): string {
  return paint[verdict](verdict)
}

const weight = ({ verdict, accepted }: LeakageFlag): number =>
  (accepted ? 0 : 2) + (verdict === 'red' ? 1 : 0)

function flagLine(flag: LeakageFlag, output: Output): string {
  const { column, verdict, accepted } = flag
  const why = flag.check === 'truncation' ? truncation(flag) : correlation(flag)
  const text = `${column}, ${why}${accepted ? `; accepted: ${accepted}` : ''}`
  const indent = ' '.repeat(verdict.length + 3)
  return `  ${verdictWord(verdict, output)} ${wrap(text, output.width - indent.length, indent)}`
}

function truncation({ session, value, value_truncated }: LeakageFlag): string {
  const values = `${figure(value)} with later bars at hand, ${figure(value_truncated)} without`
  return session === undefined
    ? 'its values change when later bars are taken away'
    : `at ${session}: ${values}`
}

const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? 'missing' : String(Number(value.toPrecision(6)))

function correlation({ rho, against = 'ret_fwd', shift = 0, limit, m }: LeakageFlag): string {
  const later = shift > 0 ? ` of ${plural(shift, 'row')} later` : ''
  const labels = m === undefined ? '' : `, ${plural(m, 'independent label')}`
  return `rank correlation ${fixed(2)(rho)} with ${against}${later} (limit ${fixed(2)(limit)}${labels})`
}
