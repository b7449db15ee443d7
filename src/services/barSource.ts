import { invalidParam } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { type NamedSource, openNamed } from '../data/namedSource.ts'
import type { BarSource } from '../data/source.ts'
import { parseSyntheticName } from '../data/synthetic/source.ts'
import type { Parts } from './parts.ts'
import { inputPath } from './workspace.ts'

const forms = ['sample', 'csv:FILE', 'parquet:FILE', 'polygon', 'synthetic[:seed=N,edge=N,…]']
const names = ['sample', 'csv', 'parquet', 'polygon', 'synthetic']

/** The bar source of a name as a request or a pack gives it. */
export function barSource(parts: Parts, name: string): BarSource {
  if (name === 'sample') return parts.sample
  if (name === 'polygon') return parts.polygon
  return openNamed(namedSource(parts, name))
}

/** Whether any thread can open a source by its name. Others are of this process, with what they keep. */
export function isNamed(source: string): boolean {
  return source !== 'sample' && source !== 'polygon'
}

/** What a name says of a source that any thread can open. @throws INVALID_PARAM for a name of none */
export function namedSource({ workspace }: Pick<Parts, 'workspace'>, name: string): NamedSource {
  for (const format of ['csv', 'parquet'] as const) {
    if (name.startsWith(`${format}:`))
      return { kind: 'file', format, path: inputPath(workspace, name.slice(format.length + 1), 'source') }
  }
  if (name === 'synthetic' || name.startsWith('synthetic:'))
    return { kind: 'synthetic', options: parseSyntheticName(name) }
  throw invalidParam([
    {
      field: 'source',
      issue: `unknown source "${name}"${didYouMean(name.split(':', 1)[0], names)}; there are ${forms.join(', ')}`,
    },
  ])
}

/** A source whose files bear the tickers in their names (`csv:bars/{ticker}.csv`), for one of them. */
export function fileOfTicker(source: string, ticker: string): string {
  return source.replaceAll('{ticker}', ticker)
}
