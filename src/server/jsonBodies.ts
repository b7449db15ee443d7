import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { invalidParam } from '../core/errors.ts'
import { repeatedKey } from './repeatedKeys.ts'

/**
 * Reads bodies as JSON that means one thing alone. Refused are objects that have a key twice, of which readers differ in
 * which one holds, keys that would change a prototype, and bytes that are no UTF-8, which would be read as other ones: what
 * a proxy or a log saw of a request is what it asked for.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!isUtf8(bytes)) {
      done(invalidParam([{ field: 'body', issue: 'is no UTF-8' }]))
      return
    }
    const text = bytes.toString('utf8')
    parse(request, text, (error, body: unknown) => {
      const key = error ? undefined : repeatedKey(text)
      if (key === undefined) done(error, body)
      else done(invalidParam([{ field: key, issue: 'stands twice in one object' }]))
    })
  })
}
