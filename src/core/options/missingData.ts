import { SigmaError } from '../errors.ts'

/** UNPROCESSABLE: `reader` (an indicator, a column) needs data beside the bars that was not loaded. */
export function missingData(reader: string, data: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `${reader} needs ${data}, and the data at hand has none`, {
    details: { reader, needs: data },
    next: `use --source synthetic offline, --source polygon with a key in POLYGON_API_KEY, or leave ${reader} out`,
  })
}
