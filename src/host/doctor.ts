import { accessSync, constants, existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import { storeStatus } from '../store/status.ts'
import type { Settings } from './settings.ts'
import { storeTarget } from './storeTarget.ts'

export interface Finding {
  name: string
  status: 'ok' | 'warn' | 'error'
  message: string
  /** What to do about it. */
  next?: string
}

const leastNode = [20, 19] as const
const leastFreeBytes = 500_000_000

/** Looks at everything that a command needs on this machine. Makes nothing that is not there. */
export async function examine(workspace: string, settings: Settings): Promise<Finding[]> {
  return [
    nodeVersion(),
    workspaceFolder(workspace),
    await database(workspace, settings),
    await diskSpace(workspace),
    await serverPort(settings),
    polygonKey(settings),
  ]
}

function nodeVersion(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const enough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])
  return enough
    ? { name: 'node', status: 'ok', message: process.version }
    : {
        name: 'node',
        status: 'error',
        message: `${process.version} is too old`,
        next: `install Node ${leastNode.join('.')} or newer`,
      }
}

function workspaceFolder(workspace: string): Finding {
  const name = 'workspace'
  if (!existsSync(workspace)) {
    return { name, status: 'error', message: `${workspace} does not exist`, next: `sigma init ${workspace}` }
  }
  try {
    accessSync(workspace, constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      name,
      status: 'error',
      message: `cannot write: ${reason}`,
      next: 'name another folder with --workspace',
    }
  }
  return existsSync(join(workspace, 'sigma.yaml'))
    ? { name, status: 'ok', message: workspace }
    : { name, status: 'ok', message: `${workspace} (no sigma.yaml: defaults)` }
}

async function database(workspace: string, settings: Settings): Promise<Finding> {
  const name = 'database'
  try {
    const { engine, where, applied, pending } = await storeStatus(storeTarget(workspace, settings))
    const kind = { sqlite: 'SQLite', postgres: 'PostgreSQL' }[engine]
    const made = `${applied.length} migrations applied${pending.length > 0 ? `, ${pending.length} to apply` : ''}`
    const state = applied.length === 0 ? 'not made yet; the first command makes it' : made
    return { name, status: 'ok', message: `${kind}, ${where}, ${state}` }
  } catch (error) {
    if (!(error instanceof SigmaError)) throw error
    return { name, status: 'error', message: error.message, ...(error.next && { next: error.next }) }
  }
}

async function diskSpace(workspace: string): Promise<Finding> {
  const name = 'disk'
  if (!existsSync(workspace)) return { name, status: 'warn', message: 'not checked: there is no workspace' }
  const { bavail, bsize } = await statfs(workspace)
  const free = bavail * bsize
  const shown = `${(free / 1e9).toFixed(1)} GB free`
  return free >= leastFreeBytes
    ? { name, status: 'ok', message: shown }
    : { name, status: 'warn', message: shown, next: 'free some space: runs and matrices are kept in .sigma/' }
}

async function serverPort({ host, port }: Settings): Promise<Finding> {
  const name = 'port'
  const fault = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const probe = createServer()
    probe.once('error', resolve)
    probe.listen(port, host, () => probe.close(() => resolve(undefined)))
  })
  return fault === undefined
    ? { name, status: 'ok', message: `${port} on ${host} is free` }
    : {
        name,
        status: 'warn',
        message: `${port} on ${host}: ${fault.code}`,
        next: 'sigma serve --port 0 takes a free one',
      }
}

function polygonKey({ polygon_api_key: key }: Settings): Finding {
  const name = 'polygon key'
  return key === undefined
    ? { name, status: 'ok', message: 'not set; this version has no polygon source yet, and needs none' }
    : { name, status: 'ok', message: 'set; this version has no polygon source yet' }
}
