// Requests and answers as plain values: those of `fetch` take a third as long to load as an empty Node process to start.

/** A request to a server. */
export interface WireRequest {
  method: string
  url: string
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>
  body?: string | undefined
  signal?: AbortSignal | undefined
}

/** An answer, whose body is read once; a `Response` is one. */
export interface WireAnswer {
  readonly status: number
  readonly statusText: string
  /** Whether the status is one of success. */
  readonly ok: boolean
  readonly headers: { get(name: string): string | null }
  readonly body: ReadableStream<Uint8Array> | null
  text(): Promise<string>
  arrayBuffer(): Promise<ArrayBuffer>
}

/** How a client reaches its server: over the network, or inside this process. Faults are those of `fetch`. */
export type Transport = (request: WireRequest) => Promise<WireAnswer>
