import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendTrial, appendTrials, listTrials } from '../../src/store/trials.ts'
import { at, temporaryDatabase } from './temporary.ts'

const trial = {
  ledgerKey: 'sp500',
  sha: 'first',
  runId: 'run-1',
  sharpe: 0.04,
  sessions: Int32Array.of(-3, 19723, 19724),
  sessionReturns: Float64Array.of(0.1, 0, -0.2),
  createdAt: at(0),
}

describe('the ledger of trials', () => {
  it('numbers trials from 1, each ledger on its own', async () => {
    const db = await temporaryDatabase()
    expect(await appendTrial(db, trial)).toEqual({ seq: 1, added: true })
    expect(await appendTrial(db, { ...trial, sha: 'second' })).toEqual({ seq: 2, added: true })
    expect(await appendTrial(db, { ...trial, ledgerKey: 'gold' })).toEqual({ seq: 1, added: true })
  })

  it('adds nothing when the same thing is tried again, and answers the number that it has', async () => {
    const db = await temporaryDatabase()
    await appendTrial(db, trial)
    await appendTrial(db, { ...trial, sha: 'second' })
    const again = {
      ...trial,
      runId: 'run-9',
      sharpe: 5,
      sessionReturns: trial.sessionReturns.map((value) => value / 2),
    }
    expect(await appendTrial(db, { ...again, createdAt: at(9) })).toEqual({ seq: 1, added: false })
    const [first, ...others] = await listTrials(db, 'sp500')
    expect(first, 'tried when it was first tried, with the returns of now').toEqual({
      seq: 1,
      ...again,
      ledgerKey: undefined,
    })
    expect(others).toHaveLength(1)
  })

  it('takes many at once as it takes one after the other', async () => {
    const db = await temporaryDatabase()
    await appendTrial(db, { ...trial, ledgerKey: 'gold', sha: 'elsewhere' })
    await appendTrial(db, trial)
    const { ledgerKey, ...rest } = trial
    const changed = { ...rest, runId: 'run-9', sessionReturns: Float64Array.of(1, 2, 3) }
    const many = [
      { ...rest, sha: 'b' },
      changed,
      { ...rest, sha: 'elsewhere' },
      { ...rest, sha: 'b', runId: 'run-2' },
    ]
    expect(await appendTrials(db, ledgerKey, many)).toEqual([2, 1, 3, 2])
    expect(await appendTrials(db, ledgerKey, [])).toEqual([])
    const all = await listTrials(db, ledgerKey)
    expect(all.map(({ sha, runId }) => [sha, runId])).toEqual([
      ['first', 'run-9'],
      ['b', 'run-2'],
      ['elsewhere', 'run-1'],
    ])
    expect(all[0].sessionReturns).toEqual(changed.sessionReturns)
    await expect(
      appendTrials(db, ledgerKey, [{ ...rest, sha: 'c', sessions: Int32Array.of(1) }]),
    ).rejects.toThrow('got 1 and 3')
  })

  it('reads the ledger as it was at a number', async () => {
    const db = await temporaryDatabase()
    for (const sha of ['a', 'b', 'c']) await appendTrial(db, { ...trial, sha })
    expect((await listTrials(db, 'sp500', 2)).map(({ sha }) => sha)).toEqual(['a', 'b'])
    expect(await listTrials(db, 'sp500', 0)).toEqual([])
    expect(await listTrials(db, 'nothing')).toEqual([])
  })

  it('lets others have their turn while it reads a long ledger, and misses none', async () => {
    const db = await temporaryDatabase()
    const { ledgerKey, ...rest } = trial
    const shas = Array.from({ length: 250 }, (_, place) => `trial ${place}`)
    await appendTrials(
      db,
      ledgerKey,
      shas.map((sha) => ({ ...rest, sha })),
    )
    let turns = 0
    const count = (): void => {
      turns++
      waiting = setImmediate(count)
    }
    let waiting = setImmediate(count)
    const read = await listTrials(db, ledgerKey)
    clearImmediate(waiting)
    expect(read.map(({ sha }) => sha)).toEqual(shas)
    expect(read.map(({ seq }) => seq)).toEqual(shas.map((_, place) => place + 1))
    expect(turns).toBeGreaterThan(1)
    expect(await listTrials(db, ledgerKey, 200)).toHaveLength(200)
  })

  it('gives back every return bit for bit', async () => {
    const db = await temporaryDatabase()
    let count = 0
    await fc.assert(
      fc.asyncProperty(fc.float64Array({ noNaN: true, maxLength: 40 }), async (sessionReturns) => {
        const sessions = Int32Array.from(sessionReturns, (_, index) => index)
        const ledgerKey = `ledger-${count++}`
        await appendTrial(db, { ...trial, ledgerKey, sessions, sessionReturns })
        const [stored] = await listTrials(db, ledgerKey)
        expect(stored.sessionReturns).toEqual(sessionReturns)
        expect(stored.sessions).toEqual(sessions)
      }),
      { numRuns: 40 },
    )
  })

  it('stores them little endian, with the span beside them', async () => {
    const db = await temporaryDatabase()
    const whole = Float64Array.of(9, 1, 9)
    const part = whole.subarray(1, 2)
    await appendTrial(db, { ...trial, sessions: Int32Array.of(258), sessionReturns: part })
    const row = await db.selectFrom('trials').selectAll().executeTakeFirstOrThrow()
    // 1 is 0x3ff0000000000000 and 258 is 0x00000102.
    expect([...new Uint8Array(row.session_returns)]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    expect([...new Uint8Array(row.sessions)]).toEqual([2, 1, 0, 0])
    expect(row).toMatchObject({ first_session: 258, last_session: 258 })
  })

  it('refuses returns that do not fit their sessions', async () => {
    const db = await temporaryDatabase()
    await expect(appendTrial(db, { ...trial, sessions: Int32Array.of(1) })).rejects.toThrow('got 1 and 3')
  })

  it('can be written to inside a transaction, and forgets what was rolled back', async () => {
    const db = await temporaryDatabase()
    const failing = db.transaction().execute(async (trx) => {
      await appendTrial(trx, trial)
      throw new Error('no artifact')
    })
    await expect(failing).rejects.toThrow('no artifact')
    expect(await listTrials(db, 'sp500')).toEqual([])
  })
})
