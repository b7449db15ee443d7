import type { Dataset } from '../matrix/matrix.ts'

type Periods = Pick<Dataset, 'returnBasis' | 'periodsPerYear' | 'periodsGiven'> & {
  matrix: Pick<Dataset['matrix'], 'hourEt'>
}

/**
 * Bars of a year where the rows of some hours alone are used. Forward returns are then booked on these rows only, so
 * that a year has as many fewer bars. With prices the bars of other hours are booked too, flat; and a number that
 * somebody named stays as it is.
 *
 * @param hours of New York time; null for all
 */
export function periodsOfHours(
  { matrix: { hourEt }, returnBasis, periodsPerYear, periodsGiven }: Periods,
  hours: readonly number[] | null,
): number {
  if (returnBasis !== 'forward' || periodsGiven || hourEt === null || hours === null) return periodsPerYear
  const used = hourEt.reduce((count, hour) => count + Number(hours.includes(hour)), 0)
  return used === 0 ? periodsPerYear : (periodsPerYear * used) / hourEt.length
}

/** A dataset whose year has the bars of these hours alone. */
export function datasetOfHours(dataset: Dataset, hours: readonly number[] | null): Dataset {
  return { ...dataset, periodsPerYear: periodsOfHours(dataset, hours) }
}
