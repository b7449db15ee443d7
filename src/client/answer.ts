import { lazily } from '../core/lazily.ts'
import type { WireAnswer } from './transport.ts'

interface AnswerParts {
  status: number
  statusText?: string
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>
  /** The pieces of the body, text or bytes; null where there is none. */
  pieces: AsyncIterable<unknown> | Iterable<unknown> | null
  /** Called when nobody wants what is left of a body that was read as a stream. */
  cancel?: () => void
}

/** An answer as a transport makes it. */
export class Answer implements WireAnswer {
  readonly status: number
  readonly statusText: string
  readonly headers: WireAnswer['headers']
  readonly #pieces: AnswerParts['pieces']
  readonly #stream: () => ReadableStream<Uint8Array> | null

  constructor({ status, statusText = '', headers, pieces, cancel = () => undefined }: AnswerParts) {
    this.status = status
    this.statusText = statusText
    this.headers = { get: (name) => headers[name.toLowerCase()] ?? null }
    this.#pieces = pieces
    this.#stream = lazily(() => (pieces === null ? null : streamOf(pieces, cancel)))
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.#stream()
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer())
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const all: Uint8Array[] = []
    for await (const piece of this.#pieces ?? []) all.push(bytesOf(piece))
    return new Uint8Array(Buffer.concat(all)).buffer
  }
}

function streamOf(
  pieces: NonNullable<AnswerParts['pieces']>,
  cancel: () => void,
): ReadableStream<Uint8Array> {
  const all = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await all.next()
      if (done) controller.close()
      else controller.enqueue(bytesOf(value))
    },
    cancel,
  })
}

function bytesOf(piece: unknown): Uint8Array {
  return piece instanceof Uint8Array ? piece : Buffer.from(String(piece))
}
