import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  status: number
  headers: ReadonlyMap<string, string>
  body: Buffer
}

/** How a connection ended before its answer had. */
export class NoAnswer extends Error {}

const endOfHead = Buffer.from('\r\n\r\n')

/** Sends bytes as they are, and reads the answers: no client would send what is no request. */
export class Connection {
  readonly #port: number
  readonly #patienceMs: number
  #socket: Socket | undefined

  constructor(port: number, patienceMs: number) {
    this.#port = port
    this.#patienceMs = patienceMs
  }

  /**
   * @param head whether the answer has no body, whatever its headers say
   * @throws NoAnswer when none comes, or half of one
   */
  async send(bytes: Buffer, head: boolean): Promise<RawAnswer> {
    const socket = this.#socket ?? (await this.#open())
    this.#socket = undefined
    return new Promise<RawAnswer>((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0)
      const fail = (why: string): void => {
        clearTimeout(timer)
        socket.destroy()
        reject(
          new NoAnswer(`${why} after ${received.length} bytes: ${received.toString('latin1').slice(0, 200)}`),
        )
      }
      const timer = setTimeout(() => fail(`no whole answer in ${this.#patienceMs} ms`), this.#patienceMs)
      const settle = (ended: boolean): void => {
        const whole = readAnswer(received, head, ended)
        if (typeof whole === 'string') {
          fail(whole)
          return
        }
        if (whole === undefined) {
          if (ended) fail('the connection was closed')
          return
        }
        clearTimeout(timer)
        socket.removeAllListeners()
        socket.on('error', () => socket.destroy())
        const isOver = ended || whole.headers.get('connection')?.toLowerCase() === 'close'
        if (isOver || whole.rest > 0) socket.destroy()
        else this.#socket = socket
        resolve(whole)
      }
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        settle(false)
      })
      socket.on('end', () => settle(true))
      socket.on('error', () => settle(true))
      socket.write(bytes)
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true }, () => {
        socket.removeAllListeners()
        resolve(socket)
      })
      socket.once('error', (cause) => reject(new NoAnswer('nothing listens', { cause })))
    })
  }
}

/** The first answer in some bytes, and how many are left behind it; undefined while it is not whole, a text if it is none. */
function readAnswer(
  bytes: Buffer,
  head: boolean,
  ended: boolean,
): (RawAnswer & { rest: number }) | string | undefined {
  const end = bytes.indexOf(endOfHead)
  if (end === -1) return undefined
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})( |$)/.exec(first)?.[1])
  if (!Number.isInteger(status)) return 'no status line'
  const rest = bytes.subarray(end + endOfHead.length)
  if (status >= 100 && status < 200) return readAnswer(rest, head, ended)
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const answer = (body: Buffer, used: number) => ({ status, headers, body, rest: rest.length - used })
  if (head || status === 204 || status === 304) return answer(Buffer.alloc(0), 0)
  const length = headers.get('content-length')
  if (length !== undefined) {
    const size = Number(length)
    return rest.length < size ? undefined : answer(rest.subarray(0, size), size)
  }
  if (headers.get('transfer-encoding') === 'chunked') {
    const chunks = readChunks(rest)
    return chunks && answer(chunks.body, chunks.used)
  }
  return ended ? answer(rest, rest.length) : undefined
}

function readChunks(bytes: Buffer): { body: Buffer; used: number } | undefined {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const line = bytes.indexOf('\r\n', at)
    if (line === -1) return undefined
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    const begin = line + 2
    if (bytes.length < begin + size + 2) return undefined
    if (size === 0) return { body: Buffer.concat(chunks), used: begin + 2 }
    chunks.push(bytes.subarray(begin, begin + size))
    at = begin + size + 2
  }
}
