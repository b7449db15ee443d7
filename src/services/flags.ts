import { invalidParam } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { listFlags as listStored, putFlag } from '../store/flags.ts'
import { administer } from './administer.ts'
import type { Parts } from './parts.ts'
import { currentUser } from './user.ts'

/** The switches that there are, each with what it lets happen. All are off until somebody sets them. */
const knownFlags = {
  assistant_execute: 'lets the assistant do what it proposes, once whoever asked has confirmed it',
} as const

interface Flag {
  key: string
  enabled: boolean
  description: string
  /** Null where nobody has set it. */
  updatedAt: string | null
  updatedBy: string | null
}

/** Every switch, in alphabetical order. */
export async function listFlags({ db }: Pick<Parts, 'db'>): Promise<Flag[]> {
  const stored = new Map((await listStored(db)).map((flag) => [flag.key, flag]))
  return Object.entries(knownFlags)
    .sort()
    .map(([key, description]) => ({
      key,
      enabled: stored.get(key)?.enabled ?? false,
      description,
      updatedAt: stored.get(key)?.updatedAt ?? null,
      updatedBy: stored.get(key)?.updatedBy ?? null,
    }))
}

export async function isFlagOn({ db }: Pick<Parts, 'db'>, key: keyof typeof knownFlags): Promise<boolean> {
  return (await listStored(db)).some((flag) => flag.key === key && flag.enabled)
}

/** @throws INVALID_PARAM naming the nearest, for a switch that there is not */
export function checkFlag(key: string): void {
  if (Object.hasOwn(knownFlags, key)) return
  const known = Object.keys(knownFlags)
  const issue = `there is no flag ${JSON.stringify(key)}${didYouMean(key, known)}; there is ${known.join(', ')}`
  throw invalidParam([{ field: 'key', issue }])
}

/** Sets a switch that was checked. */
export async function changeFlag(
  parts: Parts,
  { key, enabled }: { key: string; enabled: boolean },
): Promise<void> {
  await administer(parts, `flag ${key}`, async (db, time) => {
    const before = (await listStored(db)).find((flag) => flag.key === key)?.enabled ?? false
    await putFlag(db, { key, enabled, updatedAt: time, updatedBy: currentUser() })
    return { result: undefined, audit: { of: { key }, before: { enabled: before }, after: { enabled } } }
  })
}
