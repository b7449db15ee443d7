import * as store from '../store/contentVersion.ts'
import type { Parts } from './parts.ts'

/** A word for what the store holds at this moment, another one after each write; at once where nothing has to be waited for. */
export function contentVersion({ db }: Pick<Parts, 'db'>): string | Promise<string> {
  return store.contentVersion(db)
}
