import { z } from 'zod'
import { listReadable } from '../../services/listReadable.ts'
import { globOf } from '../files/glob.ts'
import { defineTool, rowLimit } from '../tool.ts'

/** Lists files of the workspace that may be looked at. */
export const reportsSearch = defineTool({
  name: 'reports.search',
  description:
    'Lists files of this workspace whose path matches a pattern, newest first: below reports/, static/, matrices/, ' +
    'artifacts/ and .sigma/artifacts/. In a pattern * is any name, ** any folders, {csv,xlsx} one of several.',
  params: { glob: z.string().min(1).max(300).default('**/*'), limit: rowLimit(50) },
  async run({ glob, limit }, { parts, signal }) {
    const { files, isCut } = await listReadable(parts.workspace, globOf(glob), signal)
    const shown = files.slice(0, limit)
    return {
      result: {
        files: shown.map(({ path, size, modified }) => ({ path, size, modified_at: modified.toISOString() })),
        total: files.length,
        ...(isCut && {
          note: 'there are too many files to look at all of them: these are of the first folders',
        }),
      },
      citations: shown.map(({ path }) => ({ path, title: path })),
    }
  },
})
