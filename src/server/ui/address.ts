import type { FastifyRequest } from 'fastify'

/** What a page was asked, by the fields of its form. Of a field that is given twice the last one holds. */
export type Query = Readonly<Record<string, string>>

/** The query of an address, without the fields that a form sent empty. */
export function queryOf(request: FastifyRequest): Query {
  const { searchParams } = new URL(request.url, 'http://sigma.local')
  return Object.fromEntries([...searchParams].filter(([, value]) => value !== ''))
}

/** The address with the empty fields of a form left out; undefined when it has none. */
export function shorterAddress(request: FastifyRequest): string | undefined {
  const url = new URL(request.url, 'http://sigma.local')
  const hasEmpty = [...url.searchParams].some(([, value]) => value === '')
  return hasEmpty ? address(url.pathname, queryOf(request)) : undefined
}

/** A path of this server with a query. */
export function address(path: string, query: Query = {}): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

/** A path whose parts may hold anything. */
export function pathTo(...parts: string[]): string {
  return `/ui/${parts.map(encodeURIComponent).join('/')}`
}
