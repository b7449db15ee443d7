import manifest from '../../package.json' with { type: 'json' }
import { type Log, noLog } from '../services/log.ts'
import type { Meters } from '../services/meters.ts'
import type { Parts } from '../services/parts.ts'
import { noTracing, type Tracing, traced } from '../services/tracing.ts'
import { dialectOf } from '../store/database.ts'
import { doTransactionsWithin } from '../store/transaction.ts'
import type { OpenLog } from './log.ts'
import type { NotifierOptions, OpenNotifier } from './notifier.ts'
import type { PartsOptions } from './partsOptions.ts'
import type { OpenTracing } from './tracing.ts'

/** What measures is loaded by servers alone. */
export async function serverMeters(store: Pick<Parts, 'db'>): Promise<Meters> {
  const [{ prometheusMeters }, { storeFacts }] = await Promise.all([
    import('./meters.ts'),
    import('../services/storeFacts.ts'),
  ])
  return prometheusMeters(manifest.version, () => storeFacts(store))
}

/** A server logs; a command does where a file is named for it. */
export async function logOf(
  { workspace, settings, answersOthers, verbose }: PartsOptions,
  traceIds: Tracing['ids'],
): Promise<OpenLog> {
  if (!answersOthers && settings.log_file === undefined) return { log: noLog, close: async () => undefined }
  const { openLog } = await import('./log.ts')
  return openLog({ workspace, settings, verbose, traceIds })
}

/** A server is traced where the variables of OpenTelemetry ask for it; else nothing of it is loaded. */
export async function tracingOf(
  { answersOthers }: PartsOptions,
  db: Parts['db'],
  log: Log,
): Promise<OpenTracing> {
  const off = { tracing: noTracing, close: async () => undefined }
  if (!answersOthers) return off
  const { asksForSpans, openTracing } = await import('./tracing.ts')
  if (!asksForSpans(process.env)) return off
  const open = await openTracing(process.env, log)
  const facts = { 'db.system.name': dialectOf(db) === 'postgres' ? 'postgresql' : 'sqlite' }
  doTransactionsWithin(db, (act) => traced(open.tracing, 'transaction', facts, act))
  return open
}

/**
 * Who is told of what happens; undefined where nobody is. What is wrong with the setting is said before anything is opened.
 *
 * @throws INVALID_PARAM
 */
export async function receiverOf({ settings, answersOthers }: PartsOptions) {
  const { notify_url: url } = settings
  if (url === undefined) return undefined
  const [{ checkReceiver }, { openNotifier }] = await Promise.all([
    import('./receiver.ts'),
    import('./notifier.ts'),
  ])
  checkReceiver(settings)
  return {
    open: (parts: NotifierOptions['parts'], log: Log): OpenNotifier =>
      openNotifier({
        url,
        settings,
        parts,
        log,
        warn: (message) =>
          answersOthers ? log.warn(message) : void process.stderr.write(`warning: ${message}\n`),
      }),
  }
}
