import type { Column } from './matrix.ts'

/** Class names that stand for a direction. */
const directions: ReadonlyMap<string, number> = new Map([
  ['down', -1],
  ['flat', 0],
  ['up', 1],
])

/**
 * The classes of a target as numbers that can be ranked: one column `target` where they have an order (numbers,
 * DOWN < FLAT < UP, or two of any name), else a column for each class, 1 in its rows and 0 in others. An empty name is
 * no class: NaN.
 */
export function classOutcomes(target: readonly string[]): Column[] {
  const names = [...new Set(target)].filter((name) => name !== '').sort()
  const values = names.map(orderOf)
  if (names.length === 2 || values.every(Number.isFinite)) {
    const order = values.every(Number.isFinite) ? values : [0, 1]
    return [column('target', target, (name) => order[names.indexOf(name)])]
  }
  return names.map((one) => column(one, target, (name) => (name === one ? 1 : 0)))
}

function orderOf(name: string): number {
  return directions.get(name.toLowerCase()) ?? Number(name)
}

function column(name: string, target: readonly string[], numberOf: (name: string) => number): Column {
  return { name, values: Float64Array.from(target, (one) => (one === '' ? Number.NaN : numberOf(one))) }
}
