import type { SigmaClient } from '../client/client.ts'
import { readEvents } from '../client/events.ts'
import type { WireAnswer } from '../client/transport.ts'
import type { ErrorBody, ScanAnswer, ScanEvent, ScanRequest } from '../contract/types.ts'
import type { CliContext } from './context.ts'
import { asStream, silence, stepRate } from './follow.ts'
import { Interrupted } from './interrupted.ts'
import type { ProgressLine } from './output/progress.ts'

interface Answered {
  data?: ScanAnswer
  error?: unknown
  response: WireAnswer
}

/**
 * Has a universe scanned, with the count of its tickers where progress is shown. Ctrl-C ends the scan, wherever it runs.
 *
 * @param message what is being done
 */
export async function followScan(
  context: CliContext,
  body: ScanRequest,
  message: string,
): Promise<ScanAnswer> {
  const { ask, output } = context
  if (!output.showsProgress) return ask((client) => client.POST('/scan', { body }))
  const line = await output.progress()
  try {
    line.update({ done: 0, total: 1, message })
    return await ask((client) => scanned(client, body, counter(line, message)))
  } catch (error) {
    const isElsewhere = error instanceof Interrupted && (await context.connection()).kind === 'network'
    if (!isElsewhere) throw error
    throw new Interrupted(
      'the scan was canceled; unless it was done by then, nothing of it was kept',
      'run the same command to start it again',
    )
  } finally {
    line.stop()
  }
}

/** Reads the events of a scan; the whole answer of a backend that tells none. */
async function scanned(
  client: SigmaClient,
  body: ScanRequest,
  tell: (event: ScanEvent) => void,
): Promise<Answered> {
  const { data: stream, error, response } = await client.POST('/scan', { body, ...asStream })
  if (!stream) return { error, response }
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    const whole: unknown = JSON.parse(await new Response(stream).text())
    return isAnswer(whole) ? { data: whole, response } : { error: whole, response }
  }
  for await (const { data } of readEvents(stream, silence)) {
    if (!isScanEvent(data)) continue
    if (data.status !== 'running') return { data: data.answer, error: { error: data.error }, response }
    tell(data)
  }
  return { error: { error: brokenOff }, response }
}

const brokenOff: ErrorBody = {
  code: 'UNAVAILABLE',
  message: 'the backend broke off its answer before the scan was done',
  next: 'try again; if it stays so, the log of that backend says why',
}

/** Shows the count, how fast it grows, and how long that will take. */
function counter(line: ProgressLine, message: string): (event: ScanEvent) => void {
  const rateOf = stepRate(() => performance.now())
  return ({ completed = 0, total = 1 }) => {
    const rate = rateOf(completed)
    line.update({
      ...{ done: completed, total, message },
      ...(rate !== undefined && completed < total && { rate, secondsLeft: (total - completed) / rate }),
    })
  }
}

const isAnswer = (body: unknown): body is ScanAnswer =>
  typeof body === 'object' && body !== null && 'count' in body && 'top' in body

const isScanEvent = (data: unknown): data is ScanEvent =>
  typeof data === 'object' && data !== null && 'status' in data && typeof data.status === 'string'
