import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterAll, beforeAll } from 'vitest'

/** A backend on loopback for the tests of a file, which answers as it is told; its address is known once they run. */
export function stubBackend(answer: RequestListener): { url: string } {
  const backend = { url: '' }
  const server = createServer(answer)
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    backend.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return backend
}
