/** A whole number with commas between thousands. The platform's way to write one loads tables of all languages first. */
export function thousands(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',')
}
