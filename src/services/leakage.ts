import type { LeakageReport } from '../core/matrix/index.ts'
import type { Pack } from '../packs/pack.ts'

/** What a scan found, as a matrix keeps it: without what any pack accepts, since packs and models may share it. */
export interface Findings {
  verdict: 'green' | 'yellow' | 'red'
  findings: { column: string; verdict: string; accepted: string | null }[]
}

/** Features that the pack vouches for, by name, with the reason. */
export function acceptedLeaks({ leakageAllowed }: Pack): Record<string, string> {
  return Object.fromEntries(leakageAllowed.map(({ feature, reason }) => [feature, reason]))
}

/** The findings as a pack judges them: those that it accepts carry its reason and don't decide the verdict. */
export function judgeLeaks<Report extends Findings>(report: Report, pack: Pack): Report {
  const accepted = acceptedLeaks(pack)
  const findings = report.findings.map((finding) => ({
    ...finding,
    accepted: accepted[finding.column] ?? null,
  }))
  const open = findings.filter((finding) => finding.accepted === null)
  const worst = open.some(({ verdict }) => verdict === 'red') ? 'red' : open.length > 0 ? 'yellow' : 'green'
  return { ...report, findings, verdict: worst satisfies LeakageReport['verdict'] }
}

/** A flagged feature is told with every run on it: yellow doesn't fail the gate, and is easily forgotten. */
export function leakageWarnings({ findings }: Findings): string[] {
  const open = findings.filter(({ accepted }) => accepted === null)
  return open.map(
    ({ column, verdict }) => `leakage: ${column} is flagged ${verdict}; sigma preview tells why`,
  )
}
