import { z } from 'zod'
import type { HoursSource } from '../contract/types.ts'
import { SigmaError } from '../core/errors.ts'
import { riskProfiles } from '../core/gate/riskBudget.ts'
import type { Priority } from '../store/fitParts.ts'
import type { JsonObject } from '../store/json.ts'
import type { RunRequest } from './backtestRequest.ts'
import type { DataRequest } from './dataRequest.ts'
import type { SubjectRequest } from './subject.ts'

const text = z.string()

/** What said which hours a run uses. */
export const hoursSourceSchema = z.enum(['request', 'policy', 'profile', 'matrix', 'model']).nullable()

const columns = z.strictObject({
  time: text.exactOptional(),
  ticker: text.exactOptional(),
  target: text.exactOptional(),
  return: text.exactOptional(),
  weights: text.exactOptional(),
  close: text.exactOptional(),
  features: z.array(text).exactOptional(),
  exclude: z.array(text).exactOptional(),
})

/** The data that a run was asked for with, as it is kept with the run; absent where it is the model's own. */
export const askedDataSchema = z
  .object({
    csv: text.exactOptional(),
    columns: columns.exactOptional(),
    horizon: z.number().exactOptional(),
    periods_per_year: z.number().exactOptional(),
  })
  .optional()

export type StoredData = z.infer<typeof askedDataSchema>

/** What a sweep or a backtest has to be told beside its trials, to be gone on with or done again. A field that was not asked for is absent. */
const schema = z.strictObject({
  subject: z.strictObject({
    modelId: text.exactOptional(),
    packId: text.exactOptional(),
    csv: text.exactOptional(),
    riskProfile: z.enum(riskProfiles).exactOptional(),
    budgetOverrides: z.record(text, z.number()).exactOptional(),
  }),
  data: z.strictObject({
    csv: text.exactOptional(),
    columns: columns.exactOptional(),
    horizon: z.number().exactOptional(),
    periodsPerYear: z.number().exactOptional(),
  }),
  kept: z.strictObject({
    tag: text.exactOptional(),
    hoursFrom: hoursSourceSchema,
  }),
  threads: z.number().exactOptional(),
  memoryLimit: z.number().exactOptional(),
  priority: z.enum(['low', 'normal', 'high']).exactOptional(),
  audit: z.boolean().exactOptional(),
  report: z.boolean().exactOptional(),
})

interface StoredRequest {
  subject: SubjectRequest
  data: DataRequest
  kept: { tag?: string; hoursFrom: HoursSource | null }
  threads?: number
  /** Of a sweep. */
  memoryLimit?: number
  priority?: Priority
  /** Of a backtest. */
  audit?: boolean
  report?: boolean
}

/** What is kept of a request. Its trials are kept beside it, as they were resolved. */
export function storedRequest(
  request: RunRequest & Pick<StoredRequest, 'memoryLimit' | 'priority' | 'audit' | 'report'>,
  hoursFrom: HoursSource | null,
): StoredRequest {
  const { modelId, packId, csv, riskProfile, budgetOverrides, columns, horizon, periodsPerYear } = request
  const { tag, threads, memoryLimit, priority, audit, report } = request
  return {
    subject: {
      ...(modelId !== undefined && { modelId }),
      ...(packId !== undefined && { packId }),
      ...(csv !== undefined && { csv }),
      ...(riskProfile !== undefined && { riskProfile }),
      ...(budgetOverrides !== undefined && { budgetOverrides }),
    },
    data: {
      ...(csv !== undefined && { csv }),
      ...(columns !== undefined && { columns }),
      ...(horizon !== undefined && { horizon }),
      ...(periodsPerYear !== undefined && { periodsPerYear }),
    },
    kept: { ...(tag !== undefined && { tag }), hoursFrom },
    ...(threads !== undefined && { threads }),
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(priority !== undefined && { priority }),
    ...(audit !== undefined && { audit }),
    ...(report !== undefined && { report }),
  }
}

/** @throws UNPROCESSABLE for one of before requests were kept */
export function readRequest(
  kind: 'sweep' | 'backtest',
  { id, request }: { id: string; request: JsonObject | null },
): StoredRequest {
  const read = schema.safeParse(request)
  if (read.success) return read.data
  throw new SigmaError('UNPROCESSABLE', `the ${kind} ${id} does not tell what was asked for`, {
    next: `another version of Sigma has started it; start a new ${kind}`,
  })
}
