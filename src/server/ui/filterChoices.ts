import type { FastifyRequest } from 'fastify'
import { ask } from './ask.ts'

/** What filters propose: every pack, and every model's id once. */
export async function filterChoices(
  request: FastifyRequest,
): Promise<{ packs: (readonly [string, string])[]; models: string[] }> {
  const query = { limit: '200' }
  const packs = await ask(request, 'listPacks', { query })
  const models = await ask(request, 'listModels', { query })
  return {
    packs: [['', 'any'], ...packs.rows.map(({ id }) => [id, id] as const)],
    models: [...new Set(models.rows.map(({ id }) => id))],
  }
}

export const runStates = [
  ['', 'any'],
  ['queued', 'queued'],
  ['running', 'running'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
] as const
