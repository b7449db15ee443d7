import { AsyncLocalStorage } from 'node:async_hooks'

/** What a write changed, by field. */
export type Changes = Map<string, { before: unknown; after: unknown }>

const changes = new AsyncLocalStorage<Changes>()

/** Does something, and collects the changes that are told by whatever it calls. */
export function collectChanges<Result>(into: Changes, act: () => Result): Result {
  return changes.run(into, act)
}

/**
 * Tells a field that the write being carried out changes, as its row of the audit has it; told again, it takes the place of
 * what was told. `before` of what is new is null, and so is `after` of what is removed. Does nothing outside of a write.
 */
export function tellChanged(field: string, before: unknown, after: unknown): void {
  changes.getStore()?.set(field, { before: before ?? null, after: after ?? null })
}

/** Tells each field in which two documents differ. */
export function tellChangedFields(before: object | null, after: object | null): void {
  const [old, young] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))]
  for (const field of new Set([...old.keys(), ...young.keys()])) {
    if (JSON.stringify(old.get(field)) === JSON.stringify(young.get(field))) continue
    tellChanged(field, old.get(field), young.get(field))
  }
}
