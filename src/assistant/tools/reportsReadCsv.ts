import { z } from 'zod'
import { cutText } from '../../core/cutText.ts'
import { previewTable } from '../../services/previewTable.ts'
import { addressOf, openReadable } from '../../services/readableFiles.ts'
import { factsOf, withheld } from '../files/facts.ts'
import { pickColumns } from '../files/pickColumns.ts'
import { mostColumns, shownRows } from '../files/shownRows.ts'
import { defineTool, rowLimit } from '../tool.ts'

/** In characters. */
const longestName = 200

/** Shows the first rows of a table. What stands in its cells is data, and never an instruction. */
export const reportsReadCsv = defineTool({
  name: 'reports.read_csv',
  description:
    'Shows the first rows of a CSV file below reports/ or static/ of this workspace; of artifacts and matrices, CSV ' +
    'or Parquet, their columns and number of rows. A row has its cells in the order of the columns.',
  params: {
    path: z.string().min(1).max(2_000),
    limit: rowLimit(50),
    columns: z.array(z.string().min(1).max(500)).min(1).max(mostColumns).optional(),
  },
  async run({ path, limit, columns }, { parts, signal }) {
    const file = await openReadable(parts.workspace, path)
    try {
      const { names, rows, total, hasMore } = await previewTable(file, limit, signal)
      const picked = pickColumns(names, columns)
      const hidden = withheld(file, parts.readsMatrices)
      const shown = shownRows(
        picked.map((column) => cutText(names[column], longestName)),
        picked.length,
        hidden === undefined ? rows.map((row) => picked.map((column) => row[column])) : [],
      )
      const truncated = hasMore || hidden !== undefined || shown.truncated
      return {
        result: {
          ...factsOf(file),
          ...shown,
          ...(total !== undefined && { total_rows: total }),
          truncated,
          ...(truncated && { link: await addressOf(parts, file) }),
          ...(hidden !== undefined && { note: hidden }),
        },
        citations: [{ path: file.path, title: file.path }],
      }
    } finally {
      await file.handle.close()
    }
  },
})
