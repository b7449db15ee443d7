import { checkHealth, type Health } from './checkHealth.ts'
import type { Parts } from './parts.ts'

/** Looks now at all that a server works with: its store, its packs and its bars, and the machine that it runs on. */
export async function diagnose(parts: Parts): Promise<Health> {
  const { checks } = await checkHealth(parts, {})
  for (const { name, status, message, next } of await parts.examine())
    checks[name.replaceAll(' ', '_')] = { status, message, ...(next !== undefined && { next }) }
  const failed = Object.entries(checks).filter(([, { status }]) => status === 'error')
  return {
    healthy: failed.length === 0,
    checks,
    errors: Object.fromEntries(failed.map(([name, { message }]) => [name, message ?? 'failed'])),
  }
}
