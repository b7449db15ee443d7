import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A server of its own for tests, on loopback, which forgets everything when it is removed. */
export interface PostgresServer {
  url: string
  /** `fast` ends the connections with a word, `immediate` like a crash. Resolves when the server has ended. */
  stop(how: 'fast' | 'immediate'): Promise<void>
  /** Starts it again on its port, with what it had. */
  start(): Promise<void>
  remove(): Promise<void>
}

/** The folder of the server's programs, of the newest version that is installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))
}

/**
 * Makes and starts a server on a free port, as an ordinary user: the server refuses to run as root.
 *
 * @param own settings beside its defaults
 */
export async function startPostgres(own: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const programs = findPostgres()
  if (programs === undefined) throw new Error('PostgreSQL is not installed')
  const user = ordinaryUser()
  const folder = mkdtempSync(join(tmpdir(), 'sigma-postgres-'))
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = ['-D', data, '-U', 'sigma', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(join(programs, 'initdb'), options, {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await freePort()
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: folder,
      // What it holds need not outlive the machine.
      fsync: 'off',
      full_page_writes: 'off',
      max_connections: 100,
      ...own,
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(join(programs ?? '', 'postgres'), ['-D', data, ...flags], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    server = child
    let log = ''
    child.stderr?.on('data', (text) => {
      log += text
    })
    const giveUpAt = Date.now() + 30_000
    while (!isReady(data)) {
      if (child.exitCode !== null || Date.now() > giveUpAt)
        throw new Error(`PostgreSQL did not start: ${log}`)
      await wait(20)
    }
    // From here on nobody reads what it says.
    log = ''
    child.stderr?.removeAllListeners('data').resume()
  }

  async function stop(how: 'fast' | 'immediate'): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await ended
  }

  await start()
  return {
    url: `postgresql://sigma@127.0.0.1:${port}/postgres`,
    stop,
    start,
    async remove() {
      await stop('immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The last line of its lock file tells its state. */
function isReady(data: string): boolean {
  const file = join(data, 'postmaster.pid')
  return existsSync(file) && /^ready *$/m.test(readFileSync(file, 'utf8'))
}

function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.geteuid?.() !== 0) return undefined
  return { uid: 65_534, gid: 65_534 }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
