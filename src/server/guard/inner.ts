import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** Known to this process alone. */
const key = randomUUID()
const header = 'x-sigma-inner'

/** What a page sends with what it asks its own server for: who asked for the page was let through already. */
export const innerHeaders: Readonly<Record<string, string>> = { [header]: key }

/** Whether a page of this process asks. */
export function isInner({ headers }: FastifyRequest): boolean {
  return headers[header] === key
}
