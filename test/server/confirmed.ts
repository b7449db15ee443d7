import { expect } from 'vitest'
import type { Answer, TestHost } from './testHost.ts'

/** The answer to a request that is sent twice, the second time with the confirmation that the first one is asked for. */
export async function confirmed(
  host: Pick<TestHost, 'call'>,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const asked = await host.call(method, path, body, headers)
  expect(asked.status, asked.text).toBe(409)
  const { confirmation } = JSON.parse(asked.text).error.details
  expect(confirmation, asked.text).toMatch(/^[0-9a-f]{12}$/)
  return host.call(method, path, body, { ...headers, 'X-Confirmation': confirmation })
}

/** What the audit has of an operation that was carried out, the latest first: what waits for a confirmation leaves a row too. */
export async function auditOf(host: Pick<TestHost, 'get'>, action: string) {
  const { status, text } = await host.get(`/admin/audit?action=${action}`)
  expect(status, text).toBe(200)
  return JSON.parse(text).rows.filter((row: { status: number }) => row.status < 400)
}
