import { invalidParam } from '../../core/errors.ts'
import { type ListedSet, listIndicatorSets, writeIndicatorSet } from '../../services/indicatorSets.ts'
import type { Parts } from '../../services/parts.ts'
import { pageOf } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

export const indicatorSetRoutes = (parts: Parts): Routes<Served<'indicatorSets'>> => {
  async function list(packId: string | undefined, query: Parameters<typeof pageOf>[1]) {
    const sets = await listIndicatorSets(parts, packId === '' ? undefined : packId)
    const { rows, answer } = pageOf(sets, query)
    const wire = rows.map(toWire)
    const groups = rows.flatMap(({ name, indicators }) =>
      indicators === null ? [] : [{ group: name, indicators }],
    )
    return { ...answer, rows: wire, indicator_sets: wire, sets: wire, groups, count: wire.length }
  }

  return {
    listIndicatorSets: ({ query }) => list(query.pack_id, query),

    listAdminIndicatorSets: ({ query }) => list(query.pack, query),

    async createIndicatorSet(request) {
      const { pack_id: packId, model_id: modelId, ...set } = request.body
      const asked = { packId, ...(modelId !== undefined && { modelId }), ...set }
      return toWritten(await writeIndicatorSet(parts, asked, { isNew: true }))
    },

    async getIndicatorSet({ query: { pack_id, model_id, name } }) {
      const wanted = name ?? model_id
      if (wanted === undefined)
        throw invalidParam([{ field: 'name', issue: 'is missing; give name or model_id' }])
      const { title, version, description, indicators } = await parts.packs.indicatorSet(pack_id, wanted)
      return {
        ok: true,
        data: {
          name: title,
          version,
          description,
          indicators: indicators.map(({ name: key, params }) => ({ name: key, ...params })),
        },
      }
    },

    async putIndicatorSet(request) {
      const { pack_id: packId, scope, model_id: modelId, name, data, version } = request.body
      const title = name ?? data.name
      const asked = {
        ...{ packId, scope, indicators: data.indicators },
        ...(modelId !== undefined && { modelId }),
        ...(title !== undefined && { name: title }),
        ...(data.description !== undefined && { description: data.description }),
        ...(version !== undefined && { version }),
      }
      return toWritten(await writeIndicatorSet(parts, asked, { isNew: false }))
    },
  }
}

function toWire({ packId, name, modelId, indicators, version }: ListedSet) {
  return {
    pack_id: packId,
    name,
    scope: modelId === null ? ('pack' as const) : ('model' as const),
    model_id: modelId,
    ...(indicators !== null && { indicators: indicators.length }),
    ...(version !== null && { version }),
  }
}

function toWritten({ path, version, indicators }: Awaited<ReturnType<typeof writeIndicatorSet>>) {
  return { ok: true, count: indicators, message: 'written', path, version } as const
}
