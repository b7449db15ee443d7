/** How many values are missing. A plain loop: matrices have millions of values, and callbacks cost more than the test. */
export function countMissing(values: Float64Array): number {
  let missing = 0
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) missing++
  return missing
}
