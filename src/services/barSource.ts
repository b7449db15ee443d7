import { invalidParam, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { fileSource } from '../data/fileSource.ts'
import type { BarSource } from '../data/source.ts'
import type { Parts } from './parts.ts'
import { inputPath } from './workspace.ts'

const names = ['sample', 'csv:FILE', 'parquet:FILE', 'polygon', 'synthetic']

/** The bar source of a name as a request or a pack gives it. One that is not there yet says what to use instead. */
export function barSource(parts: Parts, name: string): BarSource {
  if (name === 'sample') return parts.sample
  for (const format of ['csv', 'parquet'] as const) {
    if (name.startsWith(`${format}:`)) {
      return fileSource(format, inputPath(parts.workspace, name.slice(format.length + 1), 'source'))
    }
  }
  if (name === 'polygon') {
    throw new SigmaError(
      'UNPROCESSABLE',
      'these bars come from polygon, which needs a key (POLYGON_API_KEY) and is not served by this version',
      {
        next: 'use your own bars with --source csv:FILE, or the model spx_eq_swing_daily on the bundled ones',
      },
    )
  }
  if (name === 'synthetic') {
    throw new SigmaError('UNPROCESSABLE', 'the source synthetic is not served by this version', {
      next: 'use --source csv:FILE with your own bars, or --source sample',
    })
  }
  throw invalidParam([
    {
      field: 'source',
      issue: `unknown source "${name}"${didYouMean(name, names)}; there are ${names.join(', ')}`,
    },
  ])
}
