import { spawnSync } from 'node:child_process'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { requireTool } from '../required.ts'
import { bin, environment, modelId, temporaryFolder } from './workspace.ts'

// A small disk of the test's own: memory, mounted where only the processes below see it.
const namespace = ['--user', '--map-root-user', '--mount']
const canMount =
  spawnSync('unshare', [...namespace, 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'], {
    stdio: 'ignore',
  }).status === 0

/** Leaves so many KiB of the disk free, or frees it again. */
const fill = (free: number): string =>
  `head -c $(( ($(df -k --output=avail . | tail -1) - ${free}) * 1024 )) /dev/zero > filler 2>/dev/null`

/** Runs a command line, and ends its output with its exit code. */
const step = (command: string): string => `${command} 2>&1; echo "exit $?"; echo ----`

/** What each step says, on a disk of eight megabytes. */
async function onSmallDisk(steps: readonly string[]): Promise<string[]> {
  const folder = temporaryFolder()
  const sigma = `sigma() { "${process.execPath}" "${bin}" "$@"; }`
  const script = [
    `mount -t tmpfs -o size=8m tmpfs ${folder} && cd ${folder} || exit 9`,
    sigma,
    ...steps,
  ].join('\n')
  const { stdout, exitCode } = await execa('unshare', [...namespace, 'sh', '-c', script], {
    env: environment,
    extendEnv: false,
    reject: false,
    timeout: 100_000,
  })
  expect(exitCode).toBe(0)
  return stdout.split('\n----').slice(0, -1)
}

const runs = requireTool('namespaces', canMount, 'this machine lets nobody mount a disk of his own (unshare)')

describe.skipIf(!runs)('a full disk', () => {
  it('ends a command with what to do, leaves nothing half-written, and no harm once there is room again', async () => {
    const build = step(`sigma build ${modelId} --start 2015-01-01`)
    const noMore = fill(60)
    const [init, noRow, noFile, leftovers, good, verified, listed] = await onSmallDisk([
      step('sigma init . && sigma db migrate'),
      `${noMore}; ${build}`,
      // There is room for a row, and none for its file.
      `rm filler; ${fill(300)}; ${build}`,
      step("find .sigma -name '*.part' | wc -l"),
      `rm filler; ${build}`,
      step('sigma artifacts verify --json'),
      step('sigma runs build --json'),
    ])
    expect(init).toContain('exit 0')
    expect(noRow).toMatch(/sigma\.db can't grow: the disk is full\nnext: Free some space.*exit 1$/s)
    expect(noFile).toMatch(/\.parquet can't be written: ENOSPC.*next: Make room.*exit 1$/s)
    expect(leftovers.trim()).toBe('0\nexit 0')
    expect(good).toMatch(/rows.*exit 0$/s)
    expect(verified).toMatch(/"intact": true.*exit 0$/s)
    // The build that found no room for its file says so; the one that found none for its row left none.
    const statuses = [...listed.matchAll(/"status": "(\w+)"/g)].map(([, status]) => status)
    expect(statuses).toEqual(['completed', 'failed'])
  })
})
