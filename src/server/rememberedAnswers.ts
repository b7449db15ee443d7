import type { OperationId } from '../contract/operations.ts'
import { contentVersion } from '../services/contentVersion.ts'
import type { Parts } from '../services/parts.ts'
import type { CarryOut } from './carryOut.ts'

/** What depends on the store and on what is asked, and on nothing else: not on who asks, on a file or on the clock. */
const rememberable: ReadonlySet<string> = new Set(['listLeaderboard'] satisfies OperationId[])

/** Bytes of all answers and their addresses together, beside which a page of 200 rows is small. */
const capacity = 16_000_000

/** What an entry takes beside its texts, about. */
const entrySize = 500

/**
 * Answers that are sent as they were, as long as nobody has written to the store since: dashboards and scripts ask for the same
 * pages again and again, and a page takes milliseconds to read, to check and to spell. Those who ask for one that is
 * being made wait for it.
 *
 * The store's version is read before the page, so that a page is never kept under a later one than it shows.
 */
export function rememberAnswers(carryOut: CarryOut, parts: Pick<Parts, 'db'>): CarryOut {
  let keptAt: string | undefined
  let kept = new Map<string, Promise<Buffer>>()
  let size = 0

  function forget(version: string | undefined): void {
    keptAt = version
    kept = new Map()
    size = 0
  }

  return (operation, request, reply) => {
    if (!rememberable.has(operation.id)) return carryOut(operation, request, reply)
    // A promise more for each request would be more work than what it waits for.
    const version = contentVersion(parts)
    return typeof version === 'string' ? answerAt(version) : version.then(answerAt)

    function answerAt(version: string): Promise<Buffer> {
      if (version !== keptAt) forget(version)
      reply.type('application/json; charset=utf-8')
      return kept.get(request.url) ?? make(version)
    }

    function make(version: string): Promise<Buffer> {
      if (size > capacity) forget(version)
      const answers = kept
      // As bytes: a text would be encoded again for each who asks.
      const made = carryOut(operation, request, reply).then((body) => Buffer.from(JSON.stringify(body)))
      answers.set(request.url, made)
      size += request.url.length + entrySize
      made.then(
        (bytes) => {
          if (answers === kept) size += bytes.length
        },
        () => answers.delete(request.url),
      )
      return made
    }
  }
}
