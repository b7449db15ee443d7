import { z } from 'zod'
import { plainReason } from '../../core/gate/plainReason.ts'

const gateSchema = z.object({
  reasons: z.array(z.string()),
  details: z
    .array(
      z.object({
        code: z.string(),
        limit: z.string(),
        observed: z.union([z.number(), z.string(), z.null()]),
        required: z.union([z.number(), z.string()]),
      }),
    )
    .default([]),
})

export interface Failure {
  reason: string
  /** With the numbers of this run. */
  sentence: string
  limit?: string
  observed?: number | string | null
  required?: number | string
}

/** Why a gate did not pass a run, limit by limit; none where it passed or has not judged. */
export function failuresOf(gate: unknown): Failure[] {
  const parsed = gateSchema.safeParse(gate)
  if (!parsed.success) return []
  const { reasons, details } = parsed.data
  return reasons.flatMap((reason): Failure[] => {
    // Two limits may give one reason.
    const limits = details.filter(({ code }) => code === reason)
    if (limits.length === 0) return [{ reason, sentence: reason.replaceAll('_', ' ') }]
    return limits.map(({ code, ...figures }) => ({
      reason,
      sentence: plainReason(code, figures),
      ...figures,
    }))
  })
}
