import { PythonRuns } from './pythonRuns.ts'

/** Indicators that `matrixPandas.py` leaves out: without a vector form, they would take pandas a loop in Python. */
export const withoutPandas: readonly string[] = ['kama', 'psar', 'supertrend']

/** The same features in pandas, in a process of its own that computes them when asked; null where there is no pandas. */
export function startPandas(rows: number): PythonRuns | null {
  return PythonRuns.start('pandas', 'matrixPandas.py', [String(rows)])
}
