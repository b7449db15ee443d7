/** One event of a stream: its name and its parsed body. */
export interface StreamEvent {
  event: string
  data: unknown
}

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from an answer's body. Comments are passed over.
 *
 * @param silenceMs ends as if the stream had ended when nothing arrives for so long, no comment either: a server that
 *   hangs would be waited for without end
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let pending = ''
  try {
    for (;;) {
      const read = await withinTime(reader.read(), silenceMs)
      if (read === 'late' || read.done) return
      pending += read.value
      const blocks = pending.split(/\r?\n\r?\n/)
      pending = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    await reader.cancel()
  }
}

async function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  if (!Number.isFinite(milliseconds)) return work
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, milliseconds, 'late')
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function parseBlock(block: string): StreamEvent | undefined {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
  }
  return data.length === 0 ? undefined : { event, data: JSON.parse(data.join('\n')) }
}
