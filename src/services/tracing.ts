import type { IncomingHttpHeaders } from 'node:http'

/** What a span tells of what was done. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>

/** By which a line of the log is found with its trace. */
export interface TraceIds {
  trace_id?: string
  span_id?: string
}

/** A piece of work in a trace. */
export interface Span {
  readonly ids: TraceIds
  /** Does something of it: spans that begin meanwhile are below it. */
  within<Result>(act: () => Result): Result
  /** @param failure what it failed with, if it did */
  end(facts?: SpanFacts, failure?: unknown): void
}

/** Tells who watches a server what was done within what, and how long it took. */
export interface Tracing {
  /**
   * Begins a span below the one that is being done.
   *
   * @param headers of a request, whose trace is gone on with
   */
  begin(name: string, facts?: SpanFacts, headers?: IncomingHttpHeaders): Span
  /** The ids of the span that is being done. */
  ids(): TraceIds
}

const noIds: TraceIds = {}

const noSpan: Span = { ids: noIds, within: (act) => act(), end() {} }

/** Where nobody watches. */
export const noTracing: Tracing = { begin: () => noSpan, ids: () => noIds }

/** Does a piece of work as a span. */
export async function traced<Result>(
  tracing: Tracing,
  name: string,
  facts: SpanFacts,
  act: () => Promise<Result>,
): Promise<Result> {
  const span = tracing.begin(name, facts)
  try {
    const result = await span.within(act)
    span.end()
    return result
  } catch (error) {
    span.end({}, error)
    throw error
  }
}
