import { z } from 'zod'
import type { ModelRow } from '../../../contract/types.ts'
import { didYouMean } from '../../../core/nearest.ts'
import { plural } from '../../output/format.ts'
import { readPages } from '../../pages.ts'
import { answer, modelCommand, packCommand } from '../commands.ts'
import type { Choice } from '../prompts.ts'
import { type GuideRun, step } from '../step.ts'

/** The source that needs neither key nor network. */
const bundled = 'sample'

export const packStep = step({
  name: 'pack',
  see: readPacks,
  async ask(prompts, packs, { answers }) {
    const choices = packs.map(({ id, models, about }) => ({
      value: id,
      name: `${id}, ${plural(models.length, 'model')}`,
      about,
    }))
    const first = packs.find(({ models }) => models.some(({ source }) => source === bundled))?.id
    return { pack: await prompts.select('Which pack?', choices, earlierOf(choices, answers.pack, first)) }
  },
  check: (packs, progress) =>
    unlessKnown(
      'pack',
      answer(progress, 'pack'),
      packs.map(({ id }) => id),
    ),
  commands: (progress) => [packCommand(progress)],
  isInScript: false,
})

export const modelStep = step({
  name: 'model',
  see: (run, progress) => readModels(run, answer(progress, 'pack')),
  async ask(prompts, models, { answers }) {
    const choices = [...models].sort(bundledFirst).map((model) => ({
      value: model.id,
      name: model.id,
      about: aboutModel(model),
    }))
    return { model: await prompts.search('Which model? (type to search)', choices, answers.model) }
  },
  check: (models, progress) =>
    unlessKnown(
      'model',
      answer(progress, 'model'),
      models.map(({ id }) => id),
    ),
  commands: (progress) => [modelCommand(progress)],
  isInScript: false,
})

export const riskStep = step({
  name: 'risk',
  see: async (run, progress) => {
    const params = { path: { pack_id: answer(progress, 'pack') } }
    const { pack } = await run.context.ask((client) => client.GET('/packs/{pack_id}', { params }))
    return Object.entries(metaSchema.parse(pack.meta).profiles)
  },
  async ask(prompts, profiles, { answers }) {
    const choices = profiles.map(([name, { risk_budget }]) => ({
      value: name,
      name,
      about: limitsText(risk_budget),
    }))
    return {
      risk: await prompts.select(
        'Which risk profile? Its limits are the gate.',
        choices,
        earlierOf(choices, answers.risk, 'balanced'),
      ),
    }
  },
  check: (profiles, progress) =>
    unlessKnown(
      'risk',
      answer(progress, 'risk'),
      profiles.map(([name]) => name),
    ),
  commands: (progress) => [packCommand(progress)],
  isInScript: false,
})

/** What a pack tells of itself that choosing it needs. */
const metaSchema = z.object({
  description: z.string().optional(),
  profiles: z
    .record(z.string(), z.object({ risk_budget: z.record(z.string(), z.unknown()).optional() }))
    .default({}),
})

interface PackChoice {
  id: string
  about?: string
  models: ModelRow[]
}

/** Packs that have a model. */
async function readPacks({ context }: GuideRun): Promise<PackChoice[]> {
  const { rows } = await readPages({ all: true }, (query) =>
    context.ask((client) => client.GET('/packs', { params: { query } })),
  )
  const models = await readModels({ context })
  return rows
    .map(({ id, meta }) => ({
      id,
      about: metaSchema.parse(meta).description,
      models: models.filter(({ pack_id }) => pack_id === id),
    }))
    .filter((choice) => choice.models.length > 0)
}

async function readModels({ context }: Pick<GuideRun, 'context'>, pack_id?: string): Promise<ModelRow[]> {
  const { rows } = await readPages({ all: true }, (page) =>
    context.ask((client) => client.GET('/models', { params: { query: { pack_id, ...page } } })),
  )
  return rows
}

const bundledFirst = (a: ModelRow, b: ModelRow): number =>
  Number(b.source === bundled) - Number(a.source === bundled)

function aboutModel({ ticker, asset_type, horizon, cadence, source, needs }: ModelRow): string {
  const where = source === bundled ? 'runs on the bundled bars' : `bars from ${source}`
  const more = needs && needs.length > 0 ? `, needs ${needs.join(', ')}` : ''
  return `${ticker}, ${asset_type}, ${horizon}, ${cadence}; ${where}${more}`
}

function limitsText(budget: Record<string, unknown> = {}): string {
  return Object.entries(budget)
    .map(([name, limit]) => `${name} ${String(limit)}`)
    .join(', ')
}

/** What was answered before, where it can be chosen still. */
function earlierOf<Value>(choices: Choice<Value>[], earlier: Value | undefined, first: Value | undefined) {
  return choices.some(({ value }) => value === earlier) ? earlier : first
}

function unlessKnown(field: 'pack' | 'model' | 'risk', named: string, known: readonly string[]) {
  if (known.includes(named)) return []
  const hint = didYouMean(named, known) || `; there are ${known.join(', ')}`
  return [{ field, issue: `is none of the ${nouns[field]}, got "${named}"${hint}` }]
}

const nouns = { pack: 'packs with a model', model: "pack's models", risk: "pack's risk profiles" }
