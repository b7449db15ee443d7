import { setImmediate as nextTurn } from 'node:timers/promises'
import { SigmaError } from '../core/errors.ts'
import { inLanes } from '../core/inLanes.ts'
import type { BarRequest } from '../data/source.ts'
import { sigmaError } from '../jobs/plainError.ts'
import type { Progress } from '../jobs/queue.ts'
import { withThreads } from '../jobs/withThreads.ts'
import { barSource, fileOfTicker, isNamed, namedSource } from './barSource.ts'
import type { Parts } from './parts.ts'
import { type ScannedTicker, type ScanRule, scanTicker } from './scanTicker.ts'
import type { FoundTicker, ScanMessage, TickerAnswer } from './scanWorker.ts'

/** What is looked at, by what. */
export interface ScanTask {
  tickers: readonly string[]
  source: string
  /** Of each ticker. */
  request: Omit<BarRequest, 'ticker'>
  rule: ScanRule
}

/** How it is done, and who is told. */
export interface ScanContext {
  threads: number
  /** Gives up between two tickers, and on threads at once. */
  signal: AbortSignal
  report(progress: Progress): void
}

/** What came of a ticker: a failure is about it, or about all of them. */
type Take = (ticker: string, outcome: ScannedTicker | SigmaError) => void

/** Tickers that are done here before threads for them have started. */
const quick = 24

/** Enough for who waits for a vendor; files are read one after the other anyway. */
const lanes = 8

/** Tickers of a message at most: more would let a thread wait for the last one of another. */
const together = 16

/**
 * Looks at tickers, a few at a time, so that no more than these are held at once: on threads, or here where that is sooner. What
 * comes of each is the same, and is given to `take` as it comes. A vendor is asked by this thread, which has to wait for it.
 */
export async function scanTickers(
  parts: Parts,
  task: ScanTask,
  { threads, signal, report }: ScanContext,
  take: Take,
): Promise<void> {
  const { tickers, source } = task
  let done = 0
  const tell = (): void => report({ done, total: tickers.length, message: 'scanning' })
  const counted: Take = (ticker, outcome) => {
    take(ticker, outcome)
    done++
    tell()
  }
  tell()
  if (threads === 1 || tickers.length <= quick || !isNamed(source)) await here(parts, task, signal, counted)
  else await inThreads(parts, task, { threads, signal }, counted)
}

async function here(
  parts: Parts,
  { tickers, source, request, rule }: ScanTask,
  signal: AbortSignal,
  take: Take,
): Promise<void> {
  await inLanes(tickers, lanes, async (ticker) => {
    signal.throwIfAborted()
    const outcome = await orFailure(async () => {
      const from = barSource(parts, fileOfTicker(source, ticker))
      return scanTicker(await from.load({ ...request, ticker }), rule)
    })
    take(ticker, outcome)
    // Bars that are made up are never waited for: others would have no turn before the last ticker.
    await nextTurn()
  })
}

async function inThreads(
  parts: Parts,
  { tickers, source, request, rule }: ScanTask,
  { threads, signal }: Pick<ScanContext, 'threads' | 'signal'>,
  take: Take,
): Promise<void> {
  const size = Math.min(together, Math.ceil(tickers.length / (4 * threads)))
  const found = async (ticker: string): Promise<FoundTicker> => ({
    source: namedSource(parts, fileOfTicker(source, ticker)),
    request: { ...request, ticker },
  })
  await withThreads<ScanMessage, TickerAnswer[], void>(
    { worker: 'scanWorker', threads, signal },
    // No thread waits for its next message.
    (ask) =>
      inLanes(partsOf(tickers, size), 2 * threads, async (part) => {
        signal.throwIfAborted()
        const asked: FoundTicker[] = []
        const names: string[] = []
        for (const ticker of part) {
          const where = await orFailure(() => found(ticker))
          if (where instanceof SigmaError) take(ticker, where)
          else {
            asked.push(where)
            names.push(ticker)
          }
        }
        const answers = await ask({ tickers: asked, rule })
        for (const [place, answer] of answers.entries())
          take(names[place], 'failure' in answer ? sigmaError(answer.failure) : answer)
      }),
  )
}

function* partsOf(tickers: readonly string[], size: number): Generator<readonly string[]> {
  for (let begin = 0; begin < tickers.length; begin += size) yield tickers.slice(begin, begin + size)
}

async function orFailure<Result>(act: () => Promise<Result>): Promise<Result | SigmaError> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof SigmaError) return error
    throw error
  }
}
