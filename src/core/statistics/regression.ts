/** How far predictions lie from what came about. Both are means over rows; without rows they are NaN. */

/** Root of the mean squared error, in the unit of the values. */
export function rootMeanSquaredError(values: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += (predicted[row] - values[row]) ** 2
  return Math.sqrt(sum / values.length)
}

/** Mean distance, in the unit of the values. */
export function meanAbsoluteError(values: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += Math.abs(predicted[row] - values[row])
  return sum / values.length
}
