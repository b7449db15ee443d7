import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clockWarning, steadyClock } from '../../src/host/clock.ts'
import { newestTime } from '../../src/store/newestTime.ts'
import { done, modelId, testHost } from '../server/testHost.ts'
import { opened, temporaryDatabase } from '../store/temporary.ts'

describe('a clock that jumps back', () => {
  it('gives times that rise all the same, and the true ones again once it has caught up', () => {
    let time = 1000
    const now = steadyClock(() => time, 0)
    const given: number[] = []
    for (time of [1000, 1005, 5, 6, 1006, 1020]) given.push(now().getTime())
    expect(given).toEqual([1000, 1005, 1006, 1007, 1008, 1020])
  })

  it('believes a clock that is behind by more than a day: what is ahead was dated by a wrong one', () => {
    const day = 86_400_000
    expect(steadyClock(() => 10, day + 11)().getTime()).toBe(10)
    let time = 5 * day
    const now = steadyClock(() => time, 0)
    const given: number[] = []
    for (time of [5 * day, 5 * day - 1, 2 * day]) given.push(now().getTime())
    expect(given).toEqual([5 * day, 5 * day + 1, 2 * day])
    expect(clockWarning(0, 2 * day)).toMatch(/1970-01-03, which is to come/)
  })

  it('starts after the newest run, and says by how much it is behind', () => {
    expect(steadyClock(() => 10, 500)().getTime()).toBe(501)
    expect(clockWarning(0, 59_000)).toBeUndefined()
    expect(clockWarning(0, 30 * 60_000)).toMatch(/30 min behind/)
  })

  it('leaves the run that was made last the newest one', async () => {
    const first = await testHost()
    await done(first.post('/build_matrix', { model_id: modelId, start: '2019-01-01' }))
    await first.close()
    // As if the clock had been set back by an hour since.
    const db = await opened(`${first.workspace}/.sigma/sigma.db`)
    const later = new Date(Date.now() + 3_600_000).toISOString()
    await sql`update build_runs set created_at = ${later}, asked_at = ${later}`.execute(db)

    const second = await testHost({ workspace: first.workspace })
    onTestFinished(() => second.close())
    const { run_id } = await done(second.post('/build_matrix', { model_id: modelId, start: '2019-06-01' }))
    const { rows } = await done(second.get('/build_runs'))
    expect(rows[0].id).toBe(run_id)
    expect(await newestTime(db)).toBeGreaterThan(Date.parse(later))
  })

  it('knows no newest time in an empty store', async () => {
    expect(await newestTime(await temporaryDatabase())).toBe(0)
  })
})
