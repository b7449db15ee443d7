import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Indicators that `matrixPandas.py` leaves out: without a vector form, they would take pandas a loop in Python. */
export const withoutPandas: readonly string[] = ['kama', 'psar', 'supertrend']

/** The same features in pandas, in a process of its own that computes them when asked. */
export class Pandas {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    this.#answers = createInterface(process.stdout)[Symbol.asyncIterator]()
  }

  /** Null where there is no pandas. */
  static start(rows: number): Pandas | null {
    for (const python of ['python3', '/usr/bin/python3']) {
      if (spawnSync(python, ['-c', 'import pandas']).status !== 0) continue
      return new Pandas(spawn(python, [join('test', 'bench', 'matrixPandas.py'), String(rows)]))
    }
    return null
  }

  /** Processor time of one run, in milliseconds. */
  async run(): Promise<number> {
    this.#process.stdin.write('\n')
    const { value, done } = await this.#answers.next()
    if (done) throw new Error('matrixPandas.py ended before it answered')
    return Number(value)
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.stdin.end()
    await ended
  }
}
