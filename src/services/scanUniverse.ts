import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { invalidParam } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { openTable } from '../data/openTable.ts'
import { inTurns } from './inTurns.ts'
import type { Parts } from './parts.ts'
import { inputPath, shownPath } from './workspace.ts'

/** Where the tickers of a scan come from: one of these, else the model's own. */
export interface AskedUniverse {
  tickers?: readonly string[]
  /** A file with a column of tickers. */
  csv?: string
  /** Of that file, or of the file of a list; `ticker` unless given. */
  column?: string
  /** A list by its name: a file `NAME.csv` in one of the folders of lists. */
  list?: string
}

/** What a ticker may be: it becomes a part of file names and of requests, and begins no formula. */
const tickerSigns = /^[A-Za-z0-9][A-Za-z0-9.\-_^=:/]{0,29}$/

const mostTickers = 20_000

/**
 * The tickers of a scan, each once, in rising order.
 *
 * @throws INVALID_PARAM where nothing names one, a file lacks the column, or a list is unknown
 */
export async function universeOf(
  parts: Parts,
  { packId, tickers: ofModel }: { packId: string; tickers: readonly string[] | null },
  asked: AskedUniverse,
): Promise<{ tickers: string[]; warnings: string[] }> {
  const named = await namedTickers(parts, packId, asked)
  const all = [...new Set((named ?? ofModel ?? []).map((ticker) => ticker.trim()))].filter(
    (ticker) => ticker !== '',
  )
  if (all.length === 0) {
    throw invalidParam(
      [{ field: 'tickers', issue: 'no universe: expected tickers, a file of them or a list' }],
      {
        next: 'name tickers with --tickers, or a CSV file or a list with --universe',
      },
    )
  }
  if (all.length > mostTickers) {
    throw invalidParam([{ field: 'tickers', issue: `expected ${mostTickers} at most, got ${all.length}` }])
  }
  const odd = all.filter((ticker) => !isTicker(ticker)).map((text) => JSON.stringify(text.slice(0, 40)))
  if (odd.length === all.length) {
    throw invalidParam([{ field: 'tickers', issue: `expected tickers, got ${odd.slice(0, 5).join(', ')}` }])
  }
  return {
    tickers: all.filter(isTicker).sort(),
    warnings: odd.map((text) => `${text} is no ticker, and was left out`),
  }
}

const isTicker = (text: string): boolean => tickerSigns.test(text) && !text.includes('..')

async function namedTickers(
  parts: Parts,
  packId: string,
  { tickers, csv, column, list }: AskedUniverse,
): Promise<readonly string[] | undefined> {
  if (tickers !== undefined) return tickers
  if (csv !== undefined) return tickersOfFile(parts, inputPath(parts.workspace, csv, 'universe_csv'), column)
  return list === undefined ? undefined : tickersOfFile(parts, await fileOfList(parts, packId, list), column)
}

async function tickersOfFile(parts: Parts, path: string, column = 'ticker'): Promise<string[]> {
  const table = await openTable(await readFile(path))
  const wanted = table.names.find((name) => name.toLowerCase() === column.toLowerCase())
  if (wanted === undefined) {
    const shown = shownPath(parts.workspace, path)
    const issue = `${shown} has no column ${JSON.stringify(column)}${didYouMean(column, table.names)}; it has ${table.names.join(', ')}`
    throw invalidParam([{ field: 'universe_col', issue }], {
      next: 'name the column of the tickers with --universe-col',
    })
  }
  const kinds = table.names.map((name) => (name === wanted ? ('text' as const) : ('skip' as const)))
  const { texts } = await inTurns(table.steps(kinds), parts.stopping)
  return texts.get(wanted) ?? []
}

/** Folders of lists, the first that has one wins; the last is that of the old Makefile. */
function foldersOf({ workspace, packsDir }: Parts, packId: string): string[] {
  return [
    join(workspace.root, 'universes'),
    join(packsDir, packId, 'universes'),
    join(workspace.root, 'data', 'universe'),
  ]
}

async function fileOfList(parts: Parts, packId: string, name: string): Promise<string> {
  const folders = foldersOf(parts, packId)
  const known = await listsOf(folders)
  const path = known.get(name)
  if (path !== undefined) return inputPath(parts.workspace, path, 'universe')
  const there =
    known.size === 0
      ? 'there is none in this workspace yet'
      : `there are ${[...known.keys()].sort().join(', ')}`
  const issue = `unknown list ${JSON.stringify(name)}${didYouMean(name, [...known.keys()])}; ${there}`
  throw invalidParam([{ field: 'universe', issue }], {
    next: `a list is a file universes/NAME.csv with a column ticker; make one, or name a file with --universe`,
  })
}

async function listsOf(folders: readonly string[]): Promise<Map<string, string>> {
  const lists = new Map<string, string>()
  for (const folder of folders) {
    if (!existsSync(folder)) continue
    for (const file of await readdir(folder)) {
      const name = file.replace(/\.csv$/i, '')
      if (name !== file && !lists.has(name)) lists.set(name, join(folder, file))
    }
  }
  return lists
}
