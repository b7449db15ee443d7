import type { SheetPreview } from '../data/sheetReader.ts'
import { xlsxPreview } from '../data/xlsxPreview.ts'
import type { OpenFile } from './readableFiles.ts'

/** The first rows of a sheet; of the first where none is named. @throws UNPROCESSABLE for what is no spreadsheet */
export function previewSheet(
  { handle, size }: OpenFile,
  asked: { sheet: string | undefined; rows: number; columns: number },
  signal: AbortSignal,
): Promise<SheetPreview> {
  return xlsxPreview(handle, { size, ...asked }, signal)
}
