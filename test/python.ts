import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A Python that can import the module: Debian's own, or the first on the path. */
export function pythonWith(module: string): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', `import ${module}`]).status === 0,
  )
}

/** A Python script in a process of its own that answers each line with a line. */
export class PythonScript {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  readonly #name: string
  #complaint = ''

  constructor(python: string, [script, ...args]: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.#name = script
    this.#process = spawn(python, [script, ...args], { env: { ...environment, ...process.env } })
    this.#process.stderr.on('data', (text) => {
      this.#complaint += text
    })
    // A script that has ended reads no more; `ask` says so, with its complaint.
    this.#process.stdin.on('error', () => undefined)
    this.#answers = createInterface(this.#process.stdout)[Symbol.asyncIterator]()
  }

  async ask(line: string): Promise<string> {
    this.#process.stdin.write(`${line}\n`)
    const { value, done } = await this.#answers.next()
    if (done) throw new Error(`${this.#name} ended before it answered: ${this.#complaint}`)
    return value
  }

  async end(): Promise<void> {
    const { exitCode, signalCode, stdin } = this.#process
    if (exitCode !== null || signalCode !== null) return
    const ended = once(this.#process, 'exit')
    stdin.end()
    await ended
  }
}
