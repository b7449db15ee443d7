import { join } from 'node:path'
import { PythonScript, pythonWith } from '../python.ts'

/** A Python script of this folder that does its work once for each line it is given, and prints how long it took. */
export class PythonRuns {
  readonly #script: PythonScript

  private constructor(script: PythonScript) {
    this.#script = script
  }

  /** Null where no Python has the module that the script needs. */
  static start(module: string, script: string, args: readonly string[]): PythonRuns | null {
    const python = pythonWith(module)
    if (python === undefined) return null
    return new PythonRuns(new PythonScript(python, [join('test', 'bench', script), ...args]))
  }

  /** Processor time of one run, in milliseconds. */
  async run(): Promise<number> {
    return Number(await this.#script.ask(''))
  }

  end(): Promise<void> {
    return this.#script.end()
  }
}
