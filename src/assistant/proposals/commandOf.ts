import { quoted } from '../../services/repeatWords.ts'
import type { ProposedKind } from '../parts.ts'
import { optionsOf, wordsOf } from './options.ts'

/**
 * The command that sends a request: of its own options where they say all of it, else `sigma api` with the request as
 * it is.
 */
export function commandOf(
  kind: ProposedKind,
  { path, body }: { path: string; body: Readonly<Record<string, unknown>> },
): string {
  const promoted = kind === 'train' ? promotedBacktest(body) : undefined
  const { model_id: model, ...fields } = promoted ?? body
  const { words, left } = wordsOf(fields, { ...optionsOf[kind], ...(promoted && { from: fromBacktest }) })
  const isNamed = typeof model === 'string' && !model.startsWith('-')
  if (left.length > 0 || !(isNamed || 'csv' in fields || 'from_trial' in fields || promoted)) {
    return line(['sigma', 'api', 'POST', path, '--data', JSON.stringify(body)])
  }
  return line(['sigma', kind, ...(isNamed ? [model] : []), ...words])
}

const fromBacktest = (id: unknown): string[] | undefined =>
  typeof id === 'string' ? ['--from', id] : undefined

/** A promotion of one backtest, by the fields that its command says; undefined of any other training. */
function promotedBacktest(body: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const { jobs, force, ...others } = body
  if (!Array.isArray(jobs) || jobs.length !== 1 || Object.keys(others).length > 0) return undefined
  const { from, ...job }: Record<string, unknown> = jobs[0]
  if (typeof from !== 'object' || from === null || !('backtest_id' in from)) return undefined
  return { ...job, from: from.backtest_id, force }
}

const line = (words: readonly string[]): string => words.map(quoted).join(' ')
