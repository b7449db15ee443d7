import { expect, onTestFinished } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { done, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'
import { type Given, patient, rowsOfSweep, server, sharedWorkspace, sweep, worker } from './sharedWork.ts'

/** Fits that wait for a word before they end: the first of them is in hand until then. */
export function heldFits() {
  const begun: string[] = []
  let go: () => void = () => undefined
  const told = new Promise<void>((resolve) => {
    go = resolve
  })
  const change = ({ fits }: Parts): Partial<Parts> => ({
    fits: {
      ...fits,
      async run(columns, tasks, options) {
        begun.push(tasks.map(({ fold }) => fold).join())
        const results = await fits.run(columns, tasks, options)
        await told
        return results
      },
    },
  })
  return { begun, change, go: () => go() }
}

/** A sweep of which a worker has a part in hand, and what that worker warns of. */
export async function sweepInHand(url: string) {
  const given = await sharedWorkspace(url)
  writeFeatureCsv(given.workspace)
  // Of what it can't keep it would tell among the results of the tests.
  const host = await server(given, () => ({ reportBug: () => undefined }))
  const { begun, change, go } = heldFits()
  const warnings: string[] = []
  const { parts } = await worker(
    given,
    (parts): Partial<Parts> => ({
      ...change(parts),
      log: { ...parts.log, warn: (message, facts) => void warnings.push(`${message}: ${facts?.error}`) },
    }),
  )
  const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
  await expect.poll(() => begun.length, patient).toBe(1)
  return { given, host, parts, begun, go, warnings, id }
}

/** The sweep of the others comes to what it comes to alone, each of its parts was done once, and nothing of them is left. */
export async function expectWhole(
  given: Given,
  { host, parts, begun }: { host: Pick<TestHost, 'get'>; parts: Parts; begun: readonly string[] },
  id: string,
): Promise<void> {
  const stands = async () => (await host.get(`/sweeps/${id}/status`)).body
  await expect.poll(stands, patient).toMatchObject({ status: 'completed' })
  expect(begun, 'two folds of two settings').toHaveLength(4)
  expect(await parts.db.selectFrom('fit_parts').selectAll().execute()).toEqual([])
  expect(await parts.shared?.jobs.size('fits')).toBe(0)
  const alone = await testHost({ workspace: given.workspace })
  onTestFinished(alone.close)
  const { sweep_id: other } = await done(alone.post('/backtest_sweep', sweep))
  expect(await rowsOfSweep(host, id)).toEqual(await rowsOfSweep(alone, other))
}
