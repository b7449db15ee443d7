/** One event of a stream: its name and its parsed body. */
export interface StreamEvent {
  event: string
  data: unknown
}

/** Reads server-sent events (WHATWG HTML, section 9.2) from an answer's body. Comments are passed over. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let pending = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    pending += text
    const blocks = pending.split(/\r?\n\r?\n/)
    pending = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event) yield event
    }
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
