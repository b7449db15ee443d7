import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { variablesOf } from '../settings.ts'
import { type Check, type Finding, ok } from './check.ts'

const leastNode = [20, 19] as const

export const node: Check = {
  name: 'node',
  needed: true,
  needs: `Node.js ${leastNode.join('.')} or newer`,
  variables: [],
  fix: `install Node.js ${leastNode.join('.')} or newer`,
  look: () => nodeFinding(process.versions.node),
}

/** @param version such as 20.19.1 */
export function nodeFinding(version: string): Finding {
  const [major, minor] = version.split('.').map(Number)
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return ok(`v${version}`)
  return { status: 'error', message: `v${version} is too old`, next: node.fix }
}

export const workspace: Check = {
  name: 'workspace',
  needed: true,
  needs: 'a folder that may be written to, with its .sigma/ and its cache',
  variables: ['SIGMA_PRODUCT_DIR', 'PRODUCT_DIR', ...variablesOf('cache_dir')],
  fix: 'sigma init makes one; --workspace names another',
  look({ workspace: folder, settings }) {
    if (!existsSync(folder))
      return { status: 'error', message: `${folder} does not exist`, next: `sigma init ${folder}` }
    const state = join(folder, '.sigma')
    for (const each of [folder, state, settings.cache_dir ?? join(state, 'cache')]) {
      const fault = writeFault(each)
      if (fault !== undefined)
        return { status: 'error', message: fault, next: 'name another folder with --workspace, or mend it' }
    }
    return ok(existsSync(join(folder, 'sigma.yaml')) ? folder : `${folder} (no sigma.yaml: defaults)`)
  },
}

/** Why nothing can be put into a folder; undefined where something can, or where there is none yet. */
function writeFault(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined
  if (!statSync(folder).isDirectory()) return `${folder} is a file, not a folder`
  try {
    accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return `cannot write: ${error instanceof Error ? error.message : error}`
  }
}

/** Below it not even a small run can be kept. */
const leastFreeBytes = 50_000_000
/** Below it a long sweep may fill the disk. */
const amplyFreeBytes = 500_000_000

export const disk: Check = {
  name: 'disk',
  needed: true,
  needs: '50 MB free; 500 MB or more for sweeps',
  variables: [],
  fix: 'free some space, or collect what no run needs: sigma artifacts gc',
  async look({ workspace: folder }) {
    if (!existsSync(folder)) return { status: 'skipped', message: 'not checked: there is no workspace' }
    const { bavail, bsize } = await statfs(folder)
    return diskFinding(bavail * bsize)
  },
}

/** @param free in bytes */
export function diskFinding(free: number): Finding {
  const message = `${(free / 1e9).toFixed(1)} GB free`
  if (free >= amplyFreeBytes) return ok(message)
  return { status: free < leastFreeBytes ? 'error' : 'warn', message, next: disk.fix }
}

export const port: Check = {
  name: 'port',
  needed: false,
  needs: 'a free port for sigma serve: 8001 unless told otherwise',
  variables: [...variablesOf('host'), ...variablesOf('port')],
  fix: 'stop what has it, or take another: sigma serve --port 0 takes a free one',
  async look({ settings: { host, port: number } }) {
    const fault = await listenFault(host, number)
    if (fault === undefined) return ok(`${number} on ${host} is free`)
    const where = `${number} on ${host}`
    if (fault.code !== 'EADDRINUSE')
      return { status: 'warn', message: `${where} can't be had: ${fault.message}`, next: port.fix }
    if (await answersAsSigma(host, number)) return ok(`${where}: a Sigma server answers there`)
    return { status: 'warn', message: `${where} is taken by another program`, next: port.fix }
  },
}

function listenFault(host: string, number: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', resolve)
    probe.listen(number, host, () => probe.close(() => resolve(undefined)))
  })
}

async function answersAsSigma(host: string, number: number): Promise<boolean> {
  try {
    const address = host.includes(':') ? `[${host}]` : host
    const answer = await fetch(`http://${address}:${number}/livez`, { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    return answer.headers.has('x-sigma-instance')
  } catch (error) {
    // Whatever is there speaks no HTTP, or does not answer: it is another program.
    if (error instanceof Error) return false
    throw error
  }
}
