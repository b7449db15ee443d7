import type { Parts } from '../../services/parts.ts'
import { predictScores } from '../../services/predictScores.ts'
import { toRows } from '../requests.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { refuseTogether } from '../together.ts'

export const predictRoutes = (parts: Parts): Routes<Served<'predict'>> => ({
  async predictScores({ body }) {
    const { model_id, pack_id, run_id, model_file, out, limit, contributions } = body
    refuseTogether(body, ['model_file'], ['run_id', 'model_id'])
    refuseTogether(body, ['csv'], ['matrix_sha'])
    refuseTogether(body, ['out'], ['limit'])
    const prediction = await predictScores(parts, {
      ...toRows(body),
      ...(model_id !== undefined && { modelId: model_id }),
      ...(pack_id !== undefined && { packId: pack_id }),
      ...(run_id !== undefined && { runId: run_id }),
      ...(model_file !== undefined && { modelFile: model_file }),
      ...(out !== undefined && { out }),
      ...(limit !== undefined && { limit }),
      ...(contributions !== undefined && { contributions }),
    })
    const { model, rows, columns, scores, warnings, timings } = prediction
    return {
      ok: true,
      model,
      rows,
      columns,
      ...(prediction.out === null ? { scores } : { out: prediction.out }),
      warnings,
      timings,
    }
  },
})
