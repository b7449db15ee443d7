import * as L from '../blockLayout'

/**
 * Parts so many values: adds up those below `lower`, and writes those from there to `upper` one after the other.
 *
 * @returns how many are written
 */
export function partValues(count: i32, lower: f64, upper: f64): i32 {
  let low = 0
  let sum = load<f64>(L.lowSum)
  let slot: usize = 0
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const value = load<f64>(at, L.values)
    const isLow = i32(value < lower)
    low += isLow
    sum += isLow ? value : 0
    store<f64>(slot, value, L.between)
    slot += <usize>(i32(value <= upper) - isLow) << 3
  }
  store<f64>(L.lowCount, load<f64>(L.lowCount) + <f64>low)
  store<f64>(L.lowSum, sum)
  return <i32>(slot >> 3)
}
