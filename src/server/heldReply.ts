import type { Reply, Waiting } from './route.ts'

/** An answer as it would be sent. Names of headers are in lower case. */
export interface HeldAnswer {
  status: number
  headers: Record<string, string>
  /** Text, bytes or a stream. */
  body: unknown
}

/** Holds an answer instead of sending it, for whoever asks an operation inside this process. */
export class HeldReply implements Reply {
  readonly #headers: Record<string, string> = {}
  #body: unknown
  readonly waiting?: Waiting
  statusCode = 200
  sent = false

  constructor(waiting?: Waiting) {
    if (waiting) this.waiting = waiting
  }

  code(status: number): this {
    this.statusCode = status
    return this
  }

  header(name: string, value: string): this {
    this.#headers[name.toLowerCase()] = value
    return this
  }

  type(media: string): this {
    return this.header('content-type', media)
  }

  send(body: unknown): this {
    this.#body = body
    this.sent = true
    return this
  }

  /** What was sent, else a body of the contract as JSON. */
  answer(body: unknown): HeldAnswer {
    const isJson = body !== this
    if (isJson) this.type('application/json; charset=utf-8').send(JSON.stringify(body))
    const sent = this.#body
    if (typeof sent === 'string') this.header('content-length', String(Buffer.byteLength(sent)))
    else if (sent instanceof Uint8Array) this.header('content-length', String(sent.length))
    return { status: this.statusCode, headers: this.#headers, body: sent }
  }
}
