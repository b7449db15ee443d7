import { z } from 'zod'
import { SigmaError } from '../../core/errors.ts'
import type { Row } from '../../store/readOnly.ts'
import { recordCitation } from '../records/addresses.ts'
import { capped } from '../records/capped.ts'
import { recordId } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { defineTool } from '../tool.ts'

/** Backtests beside one another. */
export const dbCompareRuns = defineTool({
  name: 'db.compare_runs',
  description:
    'Puts two to five backtests beside one another: the figures of each, and what of their settings, data and verdicts differs.',
  params: {
    ids: z
      .array(recordId)
      .min(2)
      .max(5)
      .refine((ids) => new Set(ids).size === ids.length, 'names one twice'),
  },
  async run({ ids }, context) {
    const found = new Map(
      (await askTemplate(context, 'backtests_by_id', { ids })).map((row) => [row.id, row]),
    )
    const rows = ids.map((id) => {
      const row = found.get(id)
      if (row) return row
      throw new SigmaError('NOT_FOUND', `there is no backtest ${id} in this workspace`, {
        next: 'sigma runs backtest shows the ids',
      })
    })
    return {
      result: {
        rows: rows.map(({ id, model_id, pack_id, risk_profile, status, score, metrics, gate }) => ({
          ...{ id, model_id, pack_id, risk_profile, status, score },
          metrics: capped(metrics),
          gate: capped(gate),
        })),
        differences: differencesOf(rows),
      },
      citations: ids.map((id) => recordCitation('backtest', id)),
    }
  },
})

/** The settings that are not the same in all, each with the value that each run has, in their order. */
function differencesOf(rows: readonly Row[]): { field: string; values: unknown[] }[] {
  const flat = rows.map(({ config, lineage, pack_id, model_id, risk_profile, tag }) =>
    flattened({ pack_id, model_id, risk_profile, tag, config, lineage }),
  )
  const fields = [...new Set(flat.flatMap((one) => [...one.keys()]))]
  return fields.flatMap((field) => {
    const values = flat.map((one) => one.get(field) ?? null)
    const isSame = values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]))
    return isSame ? [] : [{ field, values: values.map(capped) }]
  })
}

/** `{a: {b: 1}}` as `a.b`. */
function flattened(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return into.set(path, value)
  for (const [name, each] of Object.entries(value))
    flattened(each, path === '' ? name : `${path}.${name}`, into)
  return into
}
