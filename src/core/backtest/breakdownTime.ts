import { formatDay } from '../bars/day.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { Account } from './account.ts'
import { decidedBy, type Run } from './breakdownRun.ts'
import type { RunPart } from './partMetrics.ts'
import { pickRows } from './rowSets.ts'
import { firstAtLeast } from './search.ts'

// A run taken apart by stretches of time: each has the bars of its own.

/** The bars and decisions of each fold. */
export function foldsOf(
  {
    account,
    foldSizes,
    position,
  }: { account: Account; foldSizes: readonly number[]; position: Float64Array },
  run: Run,
): [string, RunPart][] {
  const foldOf = new Int32Array(position.length)
  for (let fold = 0, at = 0; fold < foldSizes.length; at += foldSizes[fold++]) {
    foldOf.fill(fold, at, at + foldSizes[fold])
  }
  const decided = decidedBy(run, position, foldSizes.length, foldOf)
  let end = 0
  return foldSizes.map((size, place) => {
    const start = end
    end += size
    const isLast = place + 1 === foldSizes.length
    const from = place === 0 ? 0 : account.firstBarOf(start)
    const to = isLast ? run.gross.length : account.firstBarOf(end)
    const all = {
      from: place === 0 ? 0 : firstAtLeast(run.everyBar.ts, run.ts[from] ?? Number.POSITIVE_INFINITY),
      to: isLast
        ? run.everyBar.gross.length
        : firstAtLeast(run.everyBar.ts, run.ts[to] ?? Number.POSITIVE_INFINITY),
    }
    return [
      String(place + 1),
      {
        ...stretch(run, { from, to }, all),
        ...decided(place),
      },
    ]
  })
}

/** The bars and decisions of each year, in order. */
export function yearsOf(
  { matrix, rows, position }: { matrix: Pick<Matrix, 'session'>; rows: Int32Array; position: Float64Array },
  run: Run,
): [string, RunPart][] {
  const yearOfDecision = yearsOfSessions(pickRows(matrix.session, rows))
  const years = distinct(yearsOfSessions(run.session), pickRows(yearOfDecision, run.trades.decision))
  const places = new Map(years.map((year, place) => [year, place]))
  // A decision that was not traded may lie in a year without a bar.
  const placeOf = each(yearOfDecision, (year) => places.get(year) ?? -1)
  const decided = decidedBy(run, position, years.length, placeOf)
  return years.map((year, place) => {
    const within = (session: Int32Array) => ({
      from: firstOfYear(session, year),
      to: firstOfYear(session, year + 1),
    })
    return [
      String(year),
      { ...stretch(run, within(run.session), within(run.everyBar.session)), ...decided(place) },
    ]
  })
}

function yearsOfSessions(sessions: Int32Array): Int32Array {
  return each(sessions, (session) => Number(formatDay(session).slice(0, 4)))
}

/** What is told of each value. Telling it takes time, and neighbours of millions are mostly the same. */
function each(values: Int32Array, tell: (value: number) => number): Int32Array {
  const told = new Int32Array(values.length)
  for (let index = 0; index < values.length; index++) {
    const isSame = index > 0 && values[index] === values[index - 1]
    told[index] = isSame ? told[index - 1] : tell(values[index])
  }
  return told
}

function distinct(...lists: Int32Array[]): number[] {
  const known = new Set<number>()
  for (const values of lists) {
    for (let index = 0; index < values.length; index++) {
      if (index === 0 || values[index] !== values[index - 1]) known.add(values[index])
    }
  }
  return [...known].sort((a, b) => a - b)
}

const DAY = 86_400_000

function firstOfYear(session: Int32Array, year: number): number {
  return firstAtLeast(session, Date.UTC(year, 0, 1) / DAY)
}

interface Range {
  from: number
  to: number
}

/** The bars of a stretch of time. */
function stretch(run: Run, { from, to }: Range, all: Range): Omit<RunPart, 'trades' | 'signals'> {
  const { everyBar } = run
  return {
    gross: run.gross.subarray(from, to),
    traded: run.traded.subarray(from, to),
    ...(run.charged && { charged: run.charged.subarray(from, to) }),
    weight: run.weight.subarray(from, to),
    everyBar: {
      session: everyBar.session.subarray(all.from, all.to),
      gross: everyBar.gross.subarray(all.from, all.to),
      traded: everyBar.traded.subarray(all.from, all.to),
      ...(everyBar.charged && { charged: everyBar.charged.subarray(all.from, all.to) }),
    },
  }
}
