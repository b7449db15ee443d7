/** Five-minute bars of a full session. */
export const slotsOfDay = 78

/** Part of the variance of a full day, close to close, that falls between close and open. */
export const overnightShare = 0.25

/** Variance of each five minutes as part of that of a full day: busiest after the open, a little busier before the close. */
export const slotShare = scaled(uShape(0.6, 1.5, 0.6), 1 - overnightShare)

/** Part of a full day's variance in the five-minute bars before each one, and in all of them as last element. */
export const shareBefore = running(slotShare)

/** Volume of each five minutes as part of that of a full session: heavy after the open, heaviest before the close. */
export const volumeShare = scaled(uShape(0.6, 1, 1.6), 1)

/** Variance of a session of so many five-minute bars, close to close, as part of that of a full day. */
export function sessionShare(slots: number): number {
  return overnightShare + shareBefore[slots]
}

/** Variance of a session still to come a number of minutes after its open, as part of that of a full day. */
export function shareLeft(slots: number, minutes: number): number {
  const slot = Math.min(Math.floor(minutes / 5), slots)
  const passed = slot < slots ? minutes / 5 - slot : 0
  return shareBefore[slots] - shareBefore[slot] - (passed > 0 ? passed * slotShare[slot] : 0)
}

function uShape(middle: number, atOpen: number, atClose: number): Float64Array {
  return Float64Array.from({ length: slotsOfDay }, (_, slot) => {
    const passed = (slot + 0.5) / slotsOfDay
    return middle + atOpen * sixth(1 - passed) + atClose * sixth(passed)
  })
}

function sixth(value: number): number {
  const cube = value * value * value
  return cube * cube
}

function scaled(values: Float64Array, total: number): Float64Array {
  const sum = values.reduce((a, b) => a + b, 0)
  return values.map((value) => (value * total) / sum)
}

function running(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i]
  return sums
}
