/** Whether two arrays have the same numbers. */
export function areEqual<Numbers extends Float64Array | Int32Array>(one: Numbers, other: Numbers): boolean {
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}
