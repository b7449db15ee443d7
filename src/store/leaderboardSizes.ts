import type { Kysely } from 'kysely'
import type { Counts } from './leaderboardCounts.ts'
import type { LeaderboardFilter } from './leaderboardFilter.ts'
import type { Database } from './schema.ts'

type Sizes = Counts['sizes']

/** Pages that are found by the same sizes. */
const mostPages = 50
/** Filters whose sizes are kept, the last ones. */
const mostFilters = 200

/**
 * How many rows the facets of a filter had when they were last counted. They decide how a page is found, never what is on
 * it, and counting them takes longer than some pages do: whoever turns the pages of a filter has it done once in a while.
 */
export class FacetSizes {
  readonly #kept = new Map<string, { sizes: Sizes; pages: number }>()

  /** Undefined where they are to be counted. */
  find(filter: LeaderboardFilter): Sizes | undefined {
    const key = keyOf(filter)
    const found = this.#kept.get(key)
    if (!found || found.pages >= mostPages) return undefined
    found.pages++
    // Those that were asked for last stay.
    this.#kept.delete(key)
    this.#kept.set(key, found)
    return found.sizes
  }

  keep(filter: LeaderboardFilter, sizes: Sizes): void {
    this.#kept.delete(keyOf(filter))
    this.#kept.set(keyOf(filter), { sizes, pages: 1 })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostFilters) return
      this.#kept.delete(oldest)
    }
  }
}

/** The sizes of facets do not depend on a verdict. */
const keyOf = ({ tag, modelId, packId, riskProfile, start, end }: LeaderboardFilter): string =>
  JSON.stringify([tag, modelId, packId, riskProfile, start, end])

const known = new WeakMap<Kysely<Database>, FacetSizes>()

/** Those of a database. */
export function facetSizesOf(db: Kysely<Database>): FacetSizes {
  const sizes = known.get(db) ?? new FacetSizes()
  known.set(db, sizes)
  return sizes
}
