import { SigmaError } from '../../core/errors.ts'

/** What the client of any provider is made with: it tries once more at most, writes nothing, and reads no more than this. */
export const clientOptions = {
  maxRetries: 1,
  logLevel: 'off',
  fetch: boundedFetch,
} as const

/** Bytes of one answer of a provider; a line without an end would fill the memory. */
const mostBytes = 4_000_000

/** Fetches without following a redirect, which would take the key and the question elsewhere. */
async function boundedFetch(address: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(address, { ...init, redirect: 'manual' })
  if (answer.body === null) return answer
  const { status, statusText, headers } = answer
  return new Response(answer.body.pipeThrough(counted()), { status, statusText, headers })
}

function counted(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes <= mostBytes) controller.enqueue(chunk)
      else controller.error(tooMuch)
    },
  })
}

const tooMuch = new SigmaError('UNAVAILABLE', `the model's provider sent more than ${mostBytes} bytes`, {
  next: 'ask again; where it stays so, check SIGMA_ASSISTANT_BASE_URL',
})
