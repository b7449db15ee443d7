import { type XlsxPreview, xlsxPreview } from '../data/xlsxPreview.ts'
import type { OpenFile } from './readableFiles.ts'

/** The first rows of each sheet of a spreadsheet. @throws UNPROCESSABLE, in a sentence, for what is none */
export function previewSheets(file: OpenFile, rows: number, signal: AbortSignal): Promise<XlsxPreview> {
  return xlsxPreview(file.handle, { size: file.size, rows, signal })
}
