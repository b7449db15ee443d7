import { z } from 'zod'
import { SigmaError } from '../../core/errors.ts'

// What the contract promises, written apart from the types that the client trusts: a backend may promise and not hold.

const sha = z.string().regex(/^[0-9a-f]{8,64}$/, 'expected a SHA-256 in hexadecimal')
const filled = z.string().min(1)
const count = z.number().int().min(0)
const some = z.number().int().min(1)
const finite = z.number()
const status = z.enum(['queued', 'running', 'completed', 'failed', 'canceled'])
const failure = z.looseObject({ message: z.string() }).nullish()

export const healthSchema = z.looseObject({
  ok: z.literal(true),
  healthy: z.boolean(),
  checks: z.record(z.string(), z.unknown()),
  errors: z.record(z.string(), z.unknown()).optional(),
})

/** Work that was taken on, under the id that its kind uses. */
export const acceptedSchema = z
  .looseObject({
    ok: z.literal(true),
    run_id: filled.optional(),
    job_id: filled.optional(),
    sweep_id: filled.optional(),
  })
  .refine((body) => body.run_id ?? body.job_id ?? body.sweep_id, {
    message: 'has no run_id, job_id or sweep_id',
  })

export const stateSchema = z.looseObject({ ok: z.literal(true), status, error: failure })

export const buildSchema = z.looseObject({
  ok: z.literal(true),
  run_id: filled,
  matrix_sha: sha,
  profile: z.looseObject({ rows: some, features: some }),
})

export const trainSchema = z
  .looseObject({
    ok: z.literal(true),
    run_id: filled,
    rows: some,
    features: z.array(z.string()).min(1),
    model_out: filled.optional(),
    model_out_uri: filled.optional(),
  })
  .refine((body) => body.model_out ?? body.model_out_uri, {
    message: 'has neither model_out nor model_out_uri',
  })

/** A figure that may be undefined, but then says why. */
const metricsSchema = z
  .looseObject({
    trades: count,
    cum_return: finite,
    max_dd: finite.min(0),
    sharpe: finite.nullable(),
    unavailable: z.record(z.string(), z.string()).optional(),
  })
  .refine(({ sharpe, unavailable }) => sharpe !== null || unavailable?.sharpe, {
    message: 'sharpe is null, and unavailable gives no reason',
  })

const gateSchema = z
  .looseObject({ pass: z.boolean(), reasons: z.array(filled) })
  .refine(({ pass, reasons }) => pass === (reasons.length === 0), {
    message: 'gate.pass and gate.reasons contradict each other',
  })

export const backtestSchema = z.looseObject({
  ok: z.literal(true),
  run_id: filled,
  metrics: metricsSchema,
  gate: gateSchema,
  folds: z
    .array(z.looseObject({ fold: count, test_start: filled, test_end: filled, rows_test: some }))
    .min(1),
  result: z.looseObject({ threshold_results: z.array(z.unknown()) }),
  lineage: z.looseObject({ matrix_sha: filled }),
})

export const sweepSchema = z.looseObject({
  ok: z.literal(true),
  sweep_id: filled,
  total: some,
  rows: z
    .array(
      z.looseObject({
        kind: z.enum(['thr', 'top_pct']),
        config: z.looseObject({ value: filled }),
        metrics: metricsSchema,
        gate: gateSchema,
      }),
    )
    .min(1),
})

export const leaderboardSchema = z.looseObject({
  ok: z.literal(true),
  total: count,
  rows: z.array(
    z.looseObject({ id: filled, model_id: filled, metrics: metricsSchema, gate: gateSchema.nullable() }),
  ),
})

/** The body as the schema describes it; anything else is told field by field. */
export function promised<T>(schema: z.ZodType<T>, body: unknown, route: string): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  throw new SigmaError(
    'UNPROCESSABLE',
    `${route} answered something else than the contract promises: ${faults.join('; ')}`,
  )
}
