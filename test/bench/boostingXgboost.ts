import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PythonScript, pythonWith } from '../python.ts'
import type { DataSet } from './boostingData.ts'
import type { Rows } from './boostingGenerator.ts'
import { type TrainingTimes, took, trainingTimes } from './boostingTimes.ts'

const predicted = z.object({ in_place: took, by_matrix: took })
const remembered = z.object({ peak: z.number() })

/** XGBoost on one data set, in a process of its own that trains when asked. */
export class Xgboost {
  readonly #script: PythonScript
  readonly #folder: string

  private constructor(python: string, folder: string, { train, classes }: DataSet) {
    this.#folder = folder
    this.#script = new PythonScript(
      python,
      [join('test', 'bench', 'boostingXgboost.py'), folder, String(train.columns.length), String(classes)],
      // Two threads that spin while they wait for each other would take a shared machine's time from themselves.
      { OMP_WAIT_POLICY: 'passive' },
    )
  }

  /** Writes the data to the folder, where XGBoost takes them from; null where there is no XGBoost. */
  static start(folder: string, data: DataSet): Xgboost | null {
    const python = pythonWith('xgboost')
    if (python === undefined) return null
    writeRows(join(folder, 'train.f32'), data.train)
    writeRows(join(folder, 'test.f32'), data.test)
    writeFileSync(join(folder, 'labels.f32'), Float32Array.from(data.train.labels))
    return new Xgboost(python, folder, data)
  }

  async train(threads: number, rounds: number): Promise<TrainingTimes> {
    return trainingTimes.parse(await this.#ask(`train ${threads} ${rounds}`))
  }

  /** Probabilities of the test rows by the model trained last, as the boosters of Sigma give them. */
  async score(): Promise<Float32Array> {
    await this.#ask('score')
    const bytes = readFileSync(join(this.#folder, 'scores.f32'))
    return new Float32Array(Uint8Array.from(bytes).buffer)
  }

  /** Times of predicting the training rows on one thread, from the array itself and through a DMatrix. */
  async predict(): Promise<z.infer<typeof predicted>> {
    return predicted.parse(await this.#ask('predict'))
  }

  /** The greatest size of the process so far, in bytes. */
  async peakMemory(): Promise<number> {
    return remembered.parse(await this.#ask('memory')).peak
  }

  async #ask(task: string): Promise<unknown> {
    return JSON.parse(await this.#script.ask(task))
  }

  end(): Promise<void> {
    return this.#script.end()
  }
}

const blockRows = 10_000

/** The very numbers that Sigma sees, as XGBoost keeps them: float32, row by row. */
function writeRows(path: string, { columns, labels }: Rows): void {
  const file = openSync(path, 'w')
  const block = new Float32Array(blockRows * columns.length)
  for (let begin = 0; begin < labels.length; begin += blockRows) {
    const size = Math.min(blockRows, labels.length - begin)
    columns.forEach((column, feature) => {
      for (let row = 0; row < size; row++) block[row * columns.length + feature] = column[begin + row]
    })
    writeFileSync(file, block.subarray(0, size * columns.length))
  }
  closeSync(file)
}
