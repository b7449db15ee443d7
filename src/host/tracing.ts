import type { Span as OpenSpan } from '@opentelemetry/api'
import manifest from '../../package.json' with { type: 'json' }
import { withoutKeys } from '../core/masking.ts'
import type { Log } from '../services/log.ts'
import { noTracing, type Span, type TraceIds, type Tracing } from '../services/tracing.ts'

export interface OpenTracing {
  tracing: Tracing
  /** Sends what is not sent yet. */
  close(): Promise<void>
}

/** How long a process that stops waits for who takes its spans. */
const closeMs = 5_000

const install = 'npm install @opentelemetry/api @opentelemetry/sdk-node'

/** Whether the variables of OpenTelemetry ask for spans. */
export function asksForSpans(env: NodeJS.ProcessEnv): boolean {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter } = env
  if (disabled?.trim().toLowerCase() === 'true') return false
  if (exporter) return exporter.trim() !== 'none'
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

/**
 * Spans as the standard variables of OpenTelemetry ask for them. Its packages are those of whoever installs them beside
 * Sigma: without them it is said what to install, and nothing is traced.
 */
export async function openTracing(
  env: NodeJS.ProcessEnv,
  log: Log,
  load = loadPackages,
): Promise<OpenTracing> {
  const packages = await load()
  if ('missing' in packages) {
    log.warn("OpenTelemetry is asked for by its variables, but can't be loaded: nothing is traced", {
      install,
      error: packages.missing,
    })
    return { tracing: noTracing, close: async () => undefined }
  }
  const { api, NodeSDK } = packages
  const { context, diag, DiagLogLevel, propagation, trace } = api
  const tell = (message: string): void => log.warn('OpenTelemetry', { error: message })
  const unheard = (): void => undefined
  diag.setLogger(
    { error: tell, warn: tell, info: unheard, debug: unheard, verbose: unheard },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
  const isNamed = env.OTEL_SERVICE_NAME || /\bservice\.name=/.test(env.OTEL_RESOURCE_ATTRIBUTES ?? '')
  // Measures are told to Prometheus, and lines to the log.
  const sdk = new NodeSDK({
    metricReaders: [],
    logRecordProcessors: [],
    ...(!isNamed && { serviceName: 'sigma' }),
  })
  sdk.start()
  const tracer = trace.getTracer('sigma', manifest.version)

  const tracing: Tracing = {
    begin(name, facts = {}, headers) {
      const above = headers ? propagation.extract(context.active(), headers) : context.active()
      const kind = headers ? api.SpanKind.SERVER : api.SpanKind.INTERNAL
      const span = tracer.startSpan(name, { kind, attributes: facts }, above)
      const within = trace.setSpan(above, span)
      return { ids: idsOf(span), within: (act) => context.with(within, act), end: endOf(span, api) }
    },
    ids: () => idsOf(trace.getSpan(context.active())),
  }
  return {
    tracing,
    async close() {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMs)
      })
      await Promise.race([sdk.shutdown().catch((error: unknown) => tell(String(error))), late])
      clearTimeout(timer)
      for (const one of [trace, context, propagation, diag]) one.disable()
    },
  }
}

type Packages = Awaited<ReturnType<typeof importPackages>>

async function importPackages() {
  const [api, { NodeSDK }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-node'),
  ])
  return { api, NodeSDK }
}

/** What can't be loaded, such as a version for a newer Node.js, is as good as missing: it keeps no server from work. */
async function loadPackages(): Promise<Packages | { missing: string }> {
  try {
    return await importPackages()
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) }
  }
}

function idsOf(span: OpenSpan | undefined): TraceIds {
  if (span === undefined) return {}
  const { traceId, spanId } = span.spanContext()
  return { trace_id: traceId, span_id: spanId }
}

function endOf(span: OpenSpan, { SpanStatusCode }: Packages['api']): Span['end'] {
  return (facts = {}, failure) => {
    span.setAttributes(facts)
    if (failure !== undefined) {
      const isError = failure instanceof Error
      const message = withoutKeys(isError ? failure.message : String(failure), process.env)
      span.setAttribute('error.type', isError ? failure.name : typeof failure)
      span.setStatus({ code: SpanStatusCode.ERROR, message })
    }
    span.end()
  }
}
