import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, type TestHost, testHost } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

const build = {
  model_id: 'spy_opt_0dte_hourly_pin_1500',
  source: 'synthetic',
  start: '2024-01-02',
  end: '2024-02-15',
}

/** The header of the matrix as CSV. */
async function columnsOf(more: object): Promise<string[]> {
  await done(host.post('/build_matrix', { ...build, ...more, out_csv: 'flow.csv' }))
  return readFileSync(join(host.workspace, 'flow.csv'), 'utf8').split('\n', 1)[0].split(',')
}

describe('distance_max of a build', () => {
  it('says how many strikes on each side the flow has', async () => {
    const [usual, three] = [await columnsOf({}), await columnsOf({ distance_max: 3 })]
    const distances = (columns: string[]) => columns.filter((name) => /^calls_sold_d-?\d+$/.test(name)).length
    expect([distances(usual), distances(three)]).toEqual([15, 7])
    const isNear = (name: string) => !/_d-?[4-7]$/.test(name)
    expect(three).toEqual(usual.filter(isNear))
  })

  it('is refused beyond what a flow can have', async () => {
    const { status, body } = await host.post('/build_matrix', { ...build, distance_max: 201 })
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('distance_max')])
  })
})
