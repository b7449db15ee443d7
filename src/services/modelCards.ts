import { readdir, readFile, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import { checkId, isErrno } from '../packs/packFile.ts'
import { writeTogether } from '../packs/writeFiles.ts'
import { type CardOutputs, cardMarkdown, type ModelCard } from '../report/modelCard.ts'
import { findPolicy } from '../store/policies.ts'
import { indicatorSetOf, pointInTime } from './cardFacts.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

/** What a build, a training or a backtest tells its card; the rest follows from whom it is about. */
export interface CardFacts
  extends Pick<
    ModelCard,
    'event' | 'run_id' | 'params' | 'metrics' | 'features' | 'evaluation' | 'assumptions' | 'risks'
  > {
  /** Of a training. */
  contributions?: ModelCard['contributions']
  lineage: object
  window: ModelCard['data']['window']
  outputs: Omit<CardOutputs, 'alerts' | 'recommended_risk'>
}

export interface CardFile {
  /** Name of the JSON file. */
  file: string
  created_at: string
  event: string
  /** Inside the workspace. */
  path: string
}

/** Cards of one second that share an event; more are a fault. */
const sameSecondAtMost = 1_000

/** Keeps the card of a run as JSON and as Markdown, among the cards of its model. No card is ever overwritten. */
export async function keepCard(parts: Parts, subject: Subject, facts: CardFacts): Promise<void> {
  const card = await cardOf(parts, subject, facts)
  const texts = { json: `${JSON.stringify(card, null, 2)}\n`, md: cardMarkdown(card) }
  const name = `${card.created_at.replaceAll(':', '-')}_${card.event}`
  for (let number = 1; number <= sameSecondAtMost; number++) {
    const stem = `${folderOf(card.pack_id, card.model_id)}/${number === 1 ? name : `${name}_${number}`}`
    if (await written(parts, stem, texts)) return
  }
  throw new Error(`${sameSecondAtMost} cards of one second`)
}

/** False, with nothing written, when there is a card of this name. */
async function written(
  { packsDir }: Parts,
  stem: string,
  texts: { json: string; md: string },
): Promise<boolean> {
  const files = Object.entries(texts).map(([extension, text]) => ({ path: `${stem}.${extension}`, text }))
  try {
    await writeTogether(packsDir, files)
    return true
  } catch (cause) {
    if (cause instanceof SigmaError && cause.code === 'CONFLICT') return false
    if (!isErrno(cause)) throw cause
    throw new SigmaError('UNAVAILABLE', `the model card cannot be written: ${cause.message}`, {
      next: 'see that packs/ of the workspace can be written; the result itself is stored',
      cause,
    })
  }
}

async function cardOf(parts: Parts, subject: Subject, facts: CardFacts): Promise<ModelCard> {
  const { packId, modelId, model, execution } = subject
  const config = model?.config
  const stored = model && (await findPolicy(parts.db, packId, modelId))
  const { commission_bps: _, ...policy } = execution
  const { window, lineage, ...told } = facts
  const createdAt = `${parts.now().toISOString().slice(0, 19)}Z`
  const { matrix_sha: matrixSha }: { matrix_sha?: unknown } = lineage
  return {
    schema_version: '1.0',
    pack_id: packId,
    model_id: modelId,
    version: (await cardsOf(parts.packsDir, packId, modelId)).length + 1,
    created_at: createdAt,
    updated_at: createdAt,
    event: told.event,
    run_id: told.run_id,
    policy_version: stored?.version ?? null,
    lineage: {
      ...lineage,
      template_id: config?.template?.id ?? null,
      template_version: config?.template?.version ?? null,
    },
    config: {
      ticker: config?.ticker ?? null,
      model: config?.algorithm ?? null,
      task: config ? 'classification' : null,
      train_window: config?.trainWindow ?? null,
    },
    policy,
    params: told.params,
    metrics: told.metrics,
    features: told.features,
    contributions: told.contributions ?? null,
    indicator_set: indicatorSetOf(subject),
    notes: config?.notes ?? null,
    data: {
      ticker: config?.ticker ?? null,
      ...(config?.tickers && { tickers: config.tickers }),
      asset_type: config?.assetType ?? null,
      cadence: config?.cadence ?? null,
      window,
      ...(await pointInTime(parts, matrixSha)),
    },
    label: { kind: config?.label.kind ?? null },
    evaluation: told.evaluation,
    assumptions: told.assumptions,
    risks: told.risks,
    outputs: { ...told.outputs, ...tradedAs(subject) },
  }
}

/** How the policy and the risk profile say that its signals are to be traded. */
function tradedAs({ execution, limits }: Subject): Pick<CardOutputs, 'alerts' | 'recommended_risk'> {
  const { entry_mode, ...brackets } = execution.brackets
  return {
    alerts: { entry_mode, brackets },
    recommended_risk: {
      min_rr: brackets.min_rr,
      max_daily_loss: limits.dailyLossCapR,
    },
  }
}

const folderOf = (packId: string, modelId: string): string => `${packId}/model_cards/${modelId}`

/** The cards of a model, newest first. Without a pack those of every pack that has some. */
export async function listCards({ packsDir }: Parts, modelId: string, packId?: string): Promise<CardFile[]> {
  checkId('model_id', modelId)
  if (packId !== undefined) checkId('pack_id', packId)
  const packs = packId === undefined ? await namesIn(packsDir) : [packId]
  const found = await Promise.all(packs.map((pack) => cardsOf(packsDir, pack, modelId)))
  return found.flat().sort((a, b) => (a.file < b.file ? 1 : a.file > b.file ? -1 : a.path < b.path ? -1 : 1))
}

async function cardsOf(packsDir: string, packId: string, modelId: string): Promise<CardFile[]> {
  const folder = folderOf(packId, modelId)
  const names = await namesIn(join(packsDir, folder))
  return names.flatMap((file): CardFile[] => {
    const [, created, hours, minutes, seconds, event] = shape.exec(file) ?? []
    if (event === undefined) return []
    const created_at = `${created}T${hours}:${minutes}:${seconds}Z`
    return [{ file, created_at, event, path: `packs/${folder}/${file}` }]
  })
}

const shape = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z_(build|train|backtest)(?:_\d+)?\.json$/

/** Names in a folder, in order; none where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}

export interface ReadCard {
  json: Record<string, unknown>
  markdown: string | null
  json_path: string
  md_path: string | null
}

/** One card, the newest unless a file is named. Throws NOT_FOUND when there is none. */
export async function readCard(
  parts: Parts,
  modelId: string,
  packId?: string,
  file?: string,
): Promise<ReadCard> {
  const cards = await listCards(parts, modelId, packId)
  const card = file === undefined ? cards.at(0) : cards.find((one) => one.file === file)
  if (card) return readFiles(parts, card)
  throw new SigmaError(
    'NOT_FOUND',
    `${modelId} has no model card${file === undefined ? '' : ` ${file}`} in this workspace`,
    {
      next: `a build, a training or a backtest of it writes one: sigma backtest ${modelId}`,
    },
  )
}

/** The Markdown of the card of a run. Throws NOT_FOUND when there is none. */
export async function cardOfRun(
  parts: Parts,
  { id, packId, modelId }: { id: string; packId: string; modelId: string },
): Promise<string> {
  for (const card of await listCards(parts, modelId, packId)) {
    const { json, markdown } = await readFiles(parts, card)
    if (json.run_id === id && markdown !== null) return markdown
  }
  throw new SigmaError('NOT_FOUND', `there is no model card of the run ${id}`, {
    next: 'variants of a sweep, and runs of before there were cards, have none; --format html shows their report, and a sweep has one card for all',
  })
}

async function readFiles({ packsDir }: Parts, { path }: CardFile): Promise<ReadCard> {
  const mdPath = path.replace(/\.json$/, '.md')
  const json = cardIn(path, await readInside(packsDir, path))
  try {
    return { json, markdown: await readInside(packsDir, mdPath), json_path: path, md_path: mdPath }
  } catch (error) {
    // Who removed the page of a card still has its data.
    if (isErrno(error) && error.code === 'ENOENT')
      return { json, markdown: null, json_path: path, md_path: null }
    throw error
  }
}

/** A file of the packs; a link would show what is no card. @throws INVALID_PARAM for one that leads out of them */
async function readInside(packsDir: string, path: string): Promise<string> {
  const at = await realpath(join(packsDir, path.slice('packs/'.length)))
  const inside = relative(await realpath(packsDir), at)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new SigmaError('INVALID_PARAM', `${path} leads out of packs/ by a symbolic link`, {
      next: 'replace the link by the file',
    })
  return readFile(at, 'utf8')
}

function cardIn(path: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SigmaError('UNPROCESSABLE', `${path} is no JSON: it was cut short, or edited`, {
      next: 'remove it, or name another one',
      cause,
    })
  }
}
