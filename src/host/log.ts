import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync, openSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type DestinationStream, type Logger, pino } from 'pino'
import { invalidParam } from '../core/errors.ts'
import { withoutKeys, withoutSecretFields } from '../core/masking.ts'
import {
  type AskedLines,
  type Log,
  type LogFacts,
  type LogIds,
  type LogLevel,
  logLevels,
} from '../services/log.ts'
import type { TraceIds } from '../services/tracing.ts'
import { currentUser } from '../services/user.ts'
import { LogRing } from './logRing.ts'
import { readableLine } from './logText.ts'
import type { Settings } from './settings.ts'

export interface OpenLog {
  log: Log
  /** Writes what is not written yet. */
  close(): Promise<void>
}

export interface LogOptions {
  workspace: string
  settings: Pick<Settings, 'log_level' | 'log_format' | 'log_file'>
  /** Everything is told, whatever level is set. */
  verbose?: boolean | undefined
  /** The ids of what is being traced. */
  traceIds(): TraceIds
}

/**
 * Lines that are gathered before they are written: each write costs more than what it writes. What is left is written
 * once a second, and when the process ends.
 */
const gatheredBytes = 4_096
const flushMs = 1_000

/** The ids of what is being done. */
const currentIds = new AsyncLocalStorage<LogIds>()

/** Lines of JSON, or for a terminal of text, on standard error or in a file. */
export function openLog({ workspace, settings, verbose, traceIds }: LogOptions): OpenLog {
  const { log_level, log_format, log_file: file } = settings
  const isTerminal = file === undefined && process.stderr.isTTY
  const isText = log_format === 'auto' ? isTerminal : log_format === 'text'
  const coloured = isTerminal && !process.env.NO_COLOR
  const ring = new LogRing()
  const lines = pino.destination({
    dest: file === undefined ? process.stderr.fd : openFile(isAbsolute(file) ? file : join(workspace, file)),
    sync: false,
    minLength: gatheredBytes,
  })
  // A full disk is no reason to stop working; the lines are still in the ring.
  lines.on('error', () => undefined)
  const timer = setInterval(() => lines.flush(), flushMs)
  timer.unref()
  const stream: DestinationStream = {
    write(line) {
      ring.add(line)
      lines.write(isText ? readableLine(line, coloured) : line)
    },
  }
  const logger = pino(
    {
      level: verbose ? 'debug' : log_level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      // Whoever logs a header or a setting by mistake tells nothing by it. The redaction of pino takes twice the time of a line.
      formatters: { level: (level) => ({ level }), log: withoutSecretFields },
      mixin: () => idsOfWork(traceIds()),
      // What is told of the line itself holds, such as the ids of a request that no work is done for.
      mixinMergeStrategy: (given, ids) => ({ ...ids, ...given }),
      serializers: { err: errorFacts, error: masked },
    },
    stream,
  )
  return {
    log: logOf(logger, ring),
    async close() {
      clearInterval(timer)
      await new Promise<void>((resolve) => lines.flush(() => resolve()))
      // A write that was under way at the flush leaves the lines after it to the end.
      await new Promise<void>((resolve) => {
        lines.once('close', resolve)
        lines.once('error', () => resolve())
        lines.end()
      })
    },
  }
}

/** @throws INVALID_PARAM where lines can't be added to it */
function openFile(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true })
    // Who asked for what is nobody else's business.
    return openSync(path, 'a', 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw invalidParam([{ field: 'log.file', issue: `can't be written: ${error.message}` }])
  }
}

function logOf(logger: Logger, ring: LogRing): Log {
  const at = (level: LogLevel) => (message: string, facts?: LogFacts) => {
    if (facts === undefined) logger[level](message)
    else logger[level](facts, message)
  }
  return {
    has: (level) => logger.isLevelEnabled(level),
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    within: (more, act) => currentIds.run({ ...currentIds.getStore(), ...more }, act),
    tail: (asked: AskedLines) => ring.tail(asked, levelsUpTo(asked.level)),
  }
}

function levelsUpTo(level: LogLevel | undefined): ReadonlySet<string> | undefined {
  return level && new Set(logLevels.slice(0, logLevels.indexOf(level) + 1))
}

function idsOfWork(trace: TraceIds): object {
  const ids = currentIds.getStore()
  return { ...ids, ...(ids && { user: currentUser() }), ...trace }
}

const masked = (text: unknown): unknown => (typeof text === 'string' ? withoutKeys(text, process.env) : text)

/** What is known of an error and of what it came of. */
function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: masked(String(error)) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { type: error.name, message: masked(error.message), ...code, stack: masked(stackOf(error)) }
}

function stackOf(error: Error, depth = 0): string {
  const own = error.stack ?? `${error.name}: ${error.message}`
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  const told = depth > 4 ? [] : inner.filter((cause) => cause instanceof Error)
  return [own, ...told.map((cause) => `caused by: ${stackOf(cause, depth + 1)}`)].join('\n')
}
