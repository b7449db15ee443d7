import { join } from 'node:path'
import { PythonScript, pythonWith } from '../python.ts'

/** Indicators that `matrixPandas.py` leaves out: without a vector form, they would take pandas a loop in Python. */
export const withoutPandas: readonly string[] = ['kama', 'psar', 'supertrend']

/** The same features in pandas, in a process of its own that computes them when asked. */
export class Pandas {
  readonly #script: PythonScript

  private constructor(python: string, rows: number) {
    this.#script = new PythonScript(python, [join('test', 'bench', 'matrixPandas.py'), String(rows)])
  }

  /** Null where there is no pandas. */
  static start(rows: number): Pandas | null {
    const python = pythonWith('pandas')
    return python === undefined ? null : new Pandas(python, rows)
  }

  /** Processor time of one run, in milliseconds. */
  async run(): Promise<number> {
    return Number(await this.#script.ask(''))
  }

  end(): Promise<void> {
    return this.#script.end()
  }
}
