import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { DataSet } from './boostingData.ts'
import type { Rows } from './boostingGenerator.ts'
import { type TrainingTimes, took, trainingTimes } from './boostingTimes.ts'

const predicted = z.object({ in_place: took, by_matrix: took })
const remembered = z.object({ peak: z.number() })

const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import xgboost']).status === 0,
)

/** XGBoost on one data set, in a process of its own that trains when asked. */
export class Xgboost {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  readonly #folder: string

  /** @param folder where `writeForXgboost` put the data */
  private constructor(command: string, folder: string, features: number, classes: number) {
    this.#folder = folder
    const script = join('test', 'bench', 'boostingXgboost.py')
    this.#process = spawn(command, [script, folder, String(features), String(classes)], {
      // Two threads that spin while they wait for each other would take a shared machine's time from themselves.
      env: { OMP_WAIT_POLICY: 'passive', ...process.env },
    })
    this.#process.stderr.pipe(process.stderr)
    this.#answers = createInterface(this.#process.stdout)[Symbol.asyncIterator]()
  }

  /** Null where there is no XGBoost. */
  static start(folder: string, features: number, classes: number): Xgboost | null {
    return python === undefined ? null : new Xgboost(python, folder, features, classes)
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
    this.#process.stdin.write(`${task}\n`)
    const { value, done } = await this.#answers.next()
    if (done) throw new Error('boostingXgboost.py ended before it answered')
    return JSON.parse(value)
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.stdin.end()
    await ended
  }
}

/** Hands over the very numbers that Sigma sees, as XGBoost keeps them: float32, row by row. */
export function writeForXgboost(folder: string, { train, test }: DataSet): void {
  writeRows(join(folder, 'train.f32'), train)
  writeRows(join(folder, 'test.f32'), test)
  writeFileSync(join(folder, 'labels.f32'), Float32Array.from(train.labels))
}

const blockRows = 10_000

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
