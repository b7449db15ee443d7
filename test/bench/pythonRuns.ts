import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A Python script of this folder that does its work once for each line it is given, and prints how long it took. */
export class PythonRuns {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    this.#answers = createInterface(process.stdout)[Symbol.asyncIterator]()
  }

  /** Null where no Python has the module that the script needs. */
  static start(module: string, script: string, args: string[]): PythonRuns | null {
    for (const python of ['python3', '/usr/bin/python3']) {
      if (spawnSync(python, ['-c', `import ${module}`]).status !== 0) continue
      return new PythonRuns(spawn(python, [join('test', 'bench', script), ...args]))
    }
    return null
  }

  /** Processor time of one run, in milliseconds. */
  async run(): Promise<number> {
    this.#process.stdin.write('\n')
    const { value, done } = await this.#answers.next()
    if (done) throw new Error('the script ended before it answered')
    return Number(value)
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.stdin.end()
    await ended
  }
}
