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

/** Tickers up to which another thread saves no time: it compiles anew what this one has compiled. Files take a tenth. */
const quick = { files: 1_000, synthetic: 100 }

/** Enough for who waits for a vendor; files are read one after the other anyway. */
const lanes = 8

/** Tickers of a message at most: with more of them one thread would wait for another in the end. */
const together = 16

/**
 * Looks at tickers, a few at a time, so that no more than these are held at once: here, and on other threads where there are
 * enough of them. What comes of each is the same, and is given to `take` as it comes. A vendor is asked by this thread alone: it
 * waits for him most of the time.
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
  const rest = new Rest(tickers)
  const few = source.startsWith('synthetic') ? quick.synthetic : quick.files
  const others = tickers.length > few && isNamed(source) ? threads - 1 : 0
  const ended = await Promise.allSettled([
    here(parts, task, signal, rest, counted),
    ...(others > 0 ? [elsewhere(parts, task, { threads: others, signal }, rest, counted)] : []),
  ])
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}

async function here(
  parts: Parts,
  { source, request, rule }: ScanTask,
  signal: AbortSignal,
  rest: Rest,
  take: Take,
): Promise<void> {
  await inLanes(rest.parts(1), lanes, ([ticker]) =>
    rest.orEnd(async () => {
      signal.throwIfAborted()
      const outcome = await orFailure(async () => {
        const from = barSource(parts, fileOfTicker(source, ticker))
        return scanTicker(await from.load({ ...request, ticker }), rule)
      })
      take(ticker, outcome)
      // Bars that are made up are never waited for: others would have no turn before the last ticker.
      await nextTurn()
    }),
  )
}

async function elsewhere(
  parts: Parts,
  { tickers, source, request, rule }: ScanTask,
  { threads, signal }: Pick<ScanContext, 'threads' | 'signal'>,
  rest: Rest,
  take: Take,
): Promise<void> {
  const size = Math.min(together, Math.ceil(tickers.length / (8 * threads)))
  const found = async (ticker: string): Promise<FoundTicker> => ({
    source: namedSource(parts, fileOfTicker(source, ticker)),
    request: { ...request, ticker },
  })
  await withThreads<ScanMessage, TickerAnswer[], void>({ worker: 'scanWorker', threads, signal }, (ask) =>
    // Two messages for each, so that no thread waits for its next one.
    inLanes(rest.parts(size), 2 * threads, (part) =>
      rest.orEnd(async () => {
        signal.throwIfAborted()
        const asked: FoundTicker[] = []
        for (const ticker of part) {
          const where = await orFailure(() => found(ticker))
          if (where instanceof SigmaError) take(ticker, where)
          else asked.push(where)
        }
        const answers = await ask({ tickers: asked, rule })
        for (const [place, answer] of answers.entries())
          take(asked[place].request.ticker, 'failure' in answer ? sigmaError(answer.failure) : answer)
      }),
    ),
  )
}

/** Tickers that no thread has taken yet. */
class Rest {
  readonly #tickers: readonly string[]
  #next = 0

  constructor(tickers: readonly string[]) {
    this.#tickers = tickers
  }

  /** Takes so many at a time, until none is left. */
  *parts(size: number): Generator<readonly string[]> {
    while (this.#next < this.#tickers.length) {
      const begin = this.#next
      this.#next += size
      yield this.#tickers.slice(begin, this.#next)
    }
  }

  /** After a failure nobody takes any more. */
  async orEnd(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#next = this.#tickers.length
      throw error
    }
  }
}

async function orFailure<Result>(act: () => Promise<Result>): Promise<Result | SigmaError> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof SigmaError) return error
    throw error
  }
}
