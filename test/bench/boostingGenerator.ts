import { Random } from '../../src/core/random.ts'

/** What a data set is made from: the same shape gives the same numbers. */
export interface Shape {
  rows: number
  features: number
  classes: number
  seed: number
}

export interface Rows {
  columns: Float64Array[]
  labels: Float64Array
}

/** Features that the classes depend on; the others are noise, or repeat one of these with noise. */
const informative = 12

/**
 * Rows of made-up features, each a float32, and classes drawn by the probabilities that a smooth and stepped function
 * of some of them gives. Every column draws from a stream of its own, so that fewer rows are the first of more.
 */
export function makeRows({ rows, features, classes, seed }: Shape): Rows {
  const columns: Float64Array[] = []
  for (let feature = 0; feature < features; feature++) {
    const random = new Draws(seed + feature)
    const kind = kinds[feature % kinds.length]
    const first = columns[feature - (feature % kinds.length)]
    columns.push(
      Float64Array.from({ length: rows }, (_, row) => Math.fround(kind(random, first?.[row] ?? 0))),
    )
  }
  const labels = drawClasses(columns, classes, seed)
  for (let feature = 0; feature < features; feature += 3) blank(columns[feature], feature, seed)
  return { columns, labels }
}

class Draws {
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  /** From 0 to below 1. */
  uniform(): number {
    return this.#random.nextUint32() / 2 ** 32
  }

  /** Source: Box and Muller, A note on the generation of random normal deviates (1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }
}

/** How a value comes about; `first` is the row's value of the first of these eight columns. */
type Kind = (random: Draws, first: number) => number

const kinds: readonly Kind[] = [
  (random) => random.normal(),
  (random) => 2 * random.uniform() - 1,
  (random) => Math.exp(1.5 * random.normal()), // a long tail
  (random) => Math.floor(10 * random.uniform() ** 2), // ten values, the small ones often
  (random) => (random.uniform() < 0.3 ? 1 : 0),
  (random) => Math.round(10 * random.normal()) / 10, // some sixty values
  (random) => (random.uniform() < 0.5 ? 0 : -Math.log(1 - random.uniform())), // half zero
  (random, first) => 0.8 * first + 0.6 * random.normal(), // close to a column before
]

/** What a value does to a class: each kind of curve in turn. */
const curves: readonly ((value: number) => number)[] = [
  (value) => Math.tanh(value),
  (value) => (value > 0.5 ? 1 : -0.5),
  (value) => Math.sin(2 * value),
  (value) => Math.min(Math.abs(value), 2) - 0.8,
]

function drawClasses(columns: Float64Array[], classes: number, seed: number): Float64Array {
  const random = new Draws(seed + 1000)
  const used = columns.slice(0, informative)
  const weights = Array.from({ length: classes }, () => used.map(() => 1.2 * random.normal()))
  const scores = new Float64Array(classes)
  return Float64Array.from({ length: columns[0].length }, (_, row) => {
    for (let group = 0; group < classes; group++) {
      let score = 0
      for (let feature = 0; feature < used.length; feature++) {
        const neighbour = used[(feature + 1 + group) % used.length][row]
        const together = feature % 3 === 0 ? Math.tanh(neighbour) : 1
        score += weights[group][feature] * curves[feature % curves.length](used[feature][row]) * together
      }
      scores[group] = score
    }
    return drawn(scores, random.uniform())
  })
}

/** The class in whose share of the unit interval `place` lies; shares are by softmax. */
function drawn(scores: Float64Array, place: number): number {
  const highest = Math.max(...scores)
  const shares = scores.map((score) => Math.exp(score - highest))
  let left = place * shares.reduce((sum, share) => sum + share, 0)
  for (let group = 0; group < shares.length - 1; group++) {
    left -= shares[group]
    if (left < 0) return group
  }
  return shares.length - 1
}

/** Makes values missing: one in fifty, ten or three; in every other such column large ones twice as often. */
function blank(column: Float64Array, feature: number, seed: number): void {
  const random = new Draws(seed + 2000 + feature)
  const share = [0.02, 0.1, 0.3][(feature / 3) % 3]
  const more = feature % 2 === 1 ? 2 : 1
  for (let row = 0; row < column.length; row++) {
    if (random.uniform() < share * (column[row] > 0.5 ? more : 1)) column[row] = Number.NaN
  }
}
