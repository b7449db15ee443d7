import * as L from '../blockLayout'

/** Positions of so many rows, as the rules of ../signals.ts with one level take them: 1, 0 or -1. */
export function takePositions(count: i32, level: f64, longOnly: bool): void {
  const least = f64x2.splat(level)
  const one = f64x2.splat(1)
  const short = f64x2.splat(longOnly ? 0 : 1)
  // An odd stretch writes one more, into a place that is written again.
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 16) {
    const rises = v128.load(at, L.rises)
    const falls = v128.load(at, L.falls)
    const isLong = v128.and(f64x2.gt(rises, falls), f64x2.ge(rises, least))
    const isShort = v128.and(f64x2.gt(falls, rises), f64x2.ge(falls, least))
    v128.store(at, f64x2.sub(v128.and(isLong, one), v128.and(isShort, short)), L.size)
  }
}
