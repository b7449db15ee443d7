import type { Random } from '../random.ts'

/** Entries of a run, to be placed at random among decisions that could be filled. */
export interface EntryDraw {
  /** Sizes that are placed. */
  count: number
  /** Whether entries other than the run's own could come of a draw. */
  hasChoice: boolean
  /** Writes a draw into positions that are 0 all over. */
  place(position: Float64Array, random: Random): void
  /** Takes the last draw out again. */
  clear(position: Float64Array): void
}

/**
 * Decisions of which each can be filled on either side.
 *
 * @param fillable indexes of them; put into another order by each draw
 * @param taken sizes, with their sign
 */
export function entryDraw(fillable: Int32Array, taken: Float64Array): EntryDraw {
  const isAlike = taken.every((size) => size === taken[0])
  return {
    count: taken.length,
    hasChoice: taken.length > 0 && !(taken.length === fillable.length && isAlike),
    place(position, random) {
      chooseFirst(fillable, taken.length, random)
      for (let place = 0; place < taken.length; place++) position[fillable[place]] = taken[place]
    },
    clear(position) {
      for (let place = 0; place < taken.length; place++) position[fillable[place]] = 0
    },
  }
}

/** Indexes of decisions that can be filled on one side, rising, and the sizes that go there. */
export interface Side {
  fillable: Int32Array
  taken: Float64Array
}

/**
 * Decisions that can be filled on one side or on both, as those to buy calls or puts. Each set of so many long ones and
 * so many others short is as likely as any other.
 *
 * Long ones that are drawn first would crowd the short ones out where few can be short. So the number k of long ones among
 * the b decisions of both sides is drawn before them, by the sets that have it: C(b, k) · C(only long, longs − k) ·
 * C(b − k + only short, shorts).
 */
export function sidedDraw(long: Side, short: Side): EntryDraw {
  const isShort = new Set(short.fillable)
  const isLong = new Set(long.fillable)
  const both = long.fillable.filter((index) => isShort.has(index))
  const onlyLong = long.fillable.filter((index) => !isShort.has(index))
  const onlyShort = short.fillable.filter((index) => !isLong.has(index))
  const [longs, shorts] = [long.taken.length, short.taken.length]
  const sets = logSets(both.length, onlyLong.length, onlyShort.length, longs, shorts)
  const most = Math.max(...sets)
  const weights = sets.map((count) => Math.exp(count - most))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const sizes = { long: long.taken.slice(), short: short.taken.slice() }
  const pool = new Int32Array(both.length + onlyShort.length)
  const chosen = new Int32Array(longs + shorts)

  function longAmongBoth(random: Random): number {
    let left = random.nextFraction() * whole
    let last = 0
    for (const [k, weight] of weights.entries()) {
      if (weight === 0) continue
      last = k
      left -= weight
      if (left < 0) break
    }
    return last
  }

  return {
    count: longs + shorts,
    hasChoice: longs + shorts > 0 && (most + Math.log(whole) > 1e-9 || !isAlike(sizes.long, sizes.short)),
    place(position, random) {
      const k = longAmongBoth(random)
      chooseFirst(both, k, random)
      chooseFirst(onlyLong, longs - k, random)
      const free = both.length - k
      pool.set(both.subarray(k))
      pool.set(onlyShort, free)
      chooseFirst(pool.subarray(0, free + onlyShort.length), shorts, random)
      chosen.set(both.subarray(0, k))
      chosen.set(onlyLong.subarray(0, longs - k), k)
      chosen.set(pool.subarray(0, shorts), longs)
      // Else the first sizes would go to decisions of both sides.
      chooseFirst(sizes.long, longs, random)
      for (let place = 0; place < longs; place++) position[chosen[place]] = sizes.long[place]
      for (let place = 0; place < shorts; place++) position[chosen[longs + place]] = sizes.short[place]
    },
    clear(position) {
      for (const index of chosen) position[index] = 0
    },
  }
}

/** Logarithm of how many sets there are with k long ones among those of both sides, for each k from 0 on. */
function logSets(both: number, onlyLong: number, onlyShort: number, longs: number, shorts: number): number[] {
  const factorials = logFactorials(both + onlyLong + onlyShort)
  const choose = (n: number, k: number) =>
    k < 0 || k > n ? Number.NEGATIVE_INFINITY : factorials[n] - factorials[k] - factorials[n - k]
  return Array.from(
    { length: Math.min(both, longs) + 1 },
    (_, k) => choose(both, k) + choose(onlyLong, longs - k) + choose(both - k + onlyShort, shorts),
  )
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1)
  for (let n = 2; n <= most; n++) logs[n] = logs[n - 1] + Math.log(n)
  return logs
}

function isAlike(...sides: Float64Array[]): boolean {
  return sides.every((sizes) => sizes.every((size) => size === sizes[0]))
}

/** Brings `count` of the values, drawn at random and in random order, to the front. */
function chooseFirst(values: Int32Array | Float64Array, count: number, random: Random): void {
  for (let place = 0; place < count; place++) {
    const other = place + random.nextBelow(values.length - place)
    const value = values[other]
    values[other] = values[place]
    values[place] = value
  }
}
