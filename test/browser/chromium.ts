import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { requireTool } from '../required.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { Page } from './page.ts'

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** Whether tests that look at pages can run. */
export function requireChromium(): boolean {
  return requireTool(
    'chromium',
    program !== undefined,
    'there is no Chromium on this machine (Debian package chromium)',
  )
}

/** Nothing of its own accord: no updates, no look-ups of hosts, and no sandbox, which root has not got. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
]

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

interface Message {
  id?: number
  sessionId?: string
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { message: string }
}

type Waiting = { resolve(result: Record<string, unknown>): void; reject(cause: Error): void }

/**
 * A headless Chromium, driven by its own protocol over two pipes: messages are JSON, each ended by a zero byte
 * (https://chromedevtools.github.io/devtools-protocol).
 */
export class Chromium {
  readonly #process: ChildProcess
  readonly #folder: string
  readonly #to: Writable
  readonly #waiting = new Map<number, Waiting>()
  readonly #pages = new Map<string, Page>()
  #last = 0
  #rest = ''

  private constructor(process: ChildProcess, folder: string, to: Writable, from: Readable) {
    this.#process = process
    this.#folder = folder
    this.#to = to
    from.setEncoding('utf8')
    from.on('data', (text: string) => this.#read(text))
    // It says so itself when it has gone; whoever waits is told below.
    to.on('error', () => undefined)
    process.once('exit', (code) => this.#fail(new Error(`Chromium ended with ${code}`)))
  }

  /** Starts one with an empty profile. */
  static async start(): Promise<Chromium> {
    if (program === undefined) throw new Error('there is no Chromium on this machine')
    const folder = temporaryFolder()
    const child = spawn(program, [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // It leaves a folder there each time.
      env: { ...process.env, TMPDIR: folder },
      // A group of its own, so that all of its processes can be ended. It ends by itself when its pipes close.
      detached: true,
    })
    await once(child, 'spawn')
    const [, , , to, from] = child.stdio
    if (!to || !('write' in to) || !from || !('read' in from)) throw new Error('Chromium has no pipes')
    return new Chromium(child, folder, to, from)
  }

  /** A new empty page that takes down all that happens in it. */
  async page(): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    const session = String(sessionId)
    const page = new Page((method, params) => this.send(method, params, session))
    this.#pages.set(session, page)
    await page.open()
    return page
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
    await this.#remove()
  }

  /** Its helpers may outlive it by some milliseconds, and write to the profile. */
  async #remove(): Promise<void> {
    const { pid } = this.#process
    for (let tries = 100; ; tries--) {
      try {
        if (pid !== undefined) killGroup(pid)
        return rmSync(this.#folder, { recursive: true, force: true })
      } catch (error) {
        if (tries === 0 || !hasCode(error, 'ENOTEMPTY')) throw error
      }
      await sleep(50)
    }
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split('\0')
    this.#rest = messages.pop() ?? ''
    for (const message of messages) this.#take(JSON.parse(message))
  }

  #take({ id, sessionId, method, params, result, error }: Message): void {
    if (id === undefined) {
      if (sessionId && method) this.#pages.get(sessionId)?.tell(method, params ?? {})
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result ?? {})
  }

  #fail(cause: Error): void {
    for (const { reject } of this.#waiting.values()) reject(cause)
    this.#waiting.clear()
  }
}
