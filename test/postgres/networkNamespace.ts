import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** Another machine as far as its network goes: it reaches this one by a cable, which can be pulled. Nothing of it leaves the machine. */
export interface Namespace {
  /** The words that run a command in it. */
  by: readonly string[]
  /** How it reaches a server on the loopback of this machine. */
  reached(url: string): Promise<string>
  pull(): void
  plugIn(): void
}

const ip = (...words: string[]): void => void execFileSync('ip', words, { stdio: 'pipe' })

/** Whether this machine lets the test make one: Linux, as root. */
export function hasNamespaces(): boolean {
  try {
    ip('netns', 'add', name(0))
    ip('netns', 'delete', name(0))
    return true
  } catch {
    return false
  }
}

const name = (number: number): string => `sigma-${process.pid}-${number}`

export function openNamespace(number: number): Namespace {
  const own = name(number)
  // Of a range that is for documentation alone (RFC 5737), so that it hides no network of the machine.
  const [here, there] = [1, 2].map((place) => `192.0.2.${4 * number + place}`)
  const cable = `sg${process.pid}x${number}`
  ip('netns', 'add', own)
  onTestFinished(() => ip('netns', 'delete', own))
  ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'cable', 'netns', own)
  onTestFinished(() => ip('link', 'delete', cable))
  ip('address', 'add', `${here}/30`, 'dev', cable)
  ip('link', 'set', cable, 'up')
  ip('-n', own, 'address', 'add', `${there}/30`, 'dev', 'cable')
  ip('-n', own, 'link', 'set', 'cable', 'up')
  ip('-n', own, 'link', 'set', 'lo', 'up')
  return {
    by: ['ip', 'netns', 'exec', own],
    async reached(url) {
      const shown = new URL(url)
      const port = Number(shown.port)
      const open = new Set<{ destroy(): void }>()
      const server = createServer((from) => {
        const to = connect(port, '127.0.0.1')
        for (const [one, other] of [
          [from, to],
          [to, from],
        ]) {
          open.add(one)
          one.pipe(other)
          // What one end loses, the other is told of by its own end.
          one.on('error', () => other.destroy())
          one.on('close', () => open.delete(one))
        }
      })
      server.listen(0, here)
      await once(server, 'listening')
      onTestFinished(() => {
        for (const one of open) one.destroy()
        server.close()
      })
      shown.hostname = here
      shown.port = String((server.address() as AddressInfo).port)
      return shown.href
    },
    pull: () => ip('link', 'set', cable, 'down'),
    plugIn: () => ip('link', 'set', cable, 'up'),
  }
}
