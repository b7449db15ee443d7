import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openLog } from '../../src/host/log.ts'
import { LogRing } from '../../src/host/logRing.ts'
import { readableLine } from '../../src/host/logText.ts'
import type { LogLevel } from '../../src/services/log.ts'
import { asUser } from '../../src/services/user.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

function opened(level: LogLevel | 'silent' = 'info') {
  const workspace = temporaryFolder()
  const settings = { log_level: level, log_format: 'auto', log_file: 'logs/sigma.jsonl' } as const
  const { log, close } = openLog({ workspace, settings, traceIds: () => ({}) })
  return {
    log,
    /** What is in the file once the log is closed. */
    async written(): Promise<Record<string, unknown>[]> {
      await close()
      const text = readFileSync(join(workspace, 'logs/sigma.jsonl'), 'utf8')
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    },
  }
}

afterEach(() => vi.unstubAllEnvs())

describe('a line of the log', () => {
  it('has its time, level, message, and the ids of what is being done', async () => {
    const { log, written } = opened()
    log.info('alone', { rows: 3 })
    await asUser('ann', () =>
      log.within({ request_id: 'r-1' }, () =>
        log.within({ job_id: 'j-1' }, async () => {
          await Promise.resolve()
          log.warn('within')
        }),
      ),
    )
    log.debug('too much')
    const [alone, within, ...others] = await written()
    expect(others).toEqual([])
    expect(alone).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      pid: process.pid,
      rows: 3,
      msg: 'alone',
    })
    expect(within).toMatchObject({
      level: 'warn',
      msg: 'within',
      request_id: 'r-1',
      job_id: 'j-1',
      user: 'ann',
    })
  })

  it('names whose work is done, of a request or of before', async () => {
    const { log, written } = opened()
    asUser('ann', () => log.within({ job_id: 'j-1' }, () => log.info('gone on with')))
    log.info('outside')
    const [within, outside] = await written()
    expect(within).toMatchObject({ job_id: 'j-1', user: 'ann' })
    expect(outside).not.toHaveProperty('user')
  })

  it('tells no secret, whoever logs one', async () => {
    vi.stubEnv('POLYGON_API_KEY', 'known-to-nobody-else')
    const { log, written } = opened()
    log.info('headers', {
      authorization: 'Bearer abc',
      headers: { authorization: 'Bearer abc', 'x-admin-token': 'abc', cookie: 'abc', accept: 'text/html' },
    })
    const cause = new Error('asked https://api.example/v2?apiKey=known-to-nobody-else')
    log.error('broken', {
      err: new TypeError('postgres://sigma:abc@db/x went away', { cause }),
      error: 'token=abc',
    })
    log.info('settings', { apiKey: 'abc', sources: [{ 'Client-Secret': 'abc', name: 'polygon' }] })
    const lines = await written()
    expect(lines[2]).toMatchObject({
      apiKey: '********',
      sources: [{ 'Client-Secret': '********', name: 'polygon' }],
    })
    expect(lines[0]).toMatchObject({
      authorization: '********',
      headers: {
        authorization: '********',
        'x-admin-token': '********',
        cookie: '********',
        accept: 'text/html',
      },
    })
    expect(lines[1].err).toMatchObject({
      type: 'TypeError',
      message: 'postgres://********@db/x went away',
      stack: expect.stringContaining('caused by: Error: asked https://api.example/v2?apiKey=********'),
    })
    expect(JSON.stringify(lines)).not.toMatch(/abc|known-to-nobody-else/)
  })

  it('is written before the log is closed, however many there are', async () => {
    const { log, written } = opened()
    for (let i = 0; i < 20_000; i++) log.info('line', { i })
    const lines = await written()
    expect(lines.map(({ i }) => i)).toEqual(Array.from({ length: 20_000 }, (_, i) => i))
  })

  it('is not written where the log is silent', async () => {
    const { log, written } = opened('silent')
    log.error('nothing')
    expect(log.has('error')).toBe(false)
    expect(await written()).toEqual([])
  })
})

describe('the tail of the log', () => {
  it('has the newest lines, of a level or of a request where that is asked for', () => {
    const { log } = opened('debug')
    log.info('first', { request_id: 'a' })
    log.error('second', { request_id: 'b' })
    log.debug('"level":"error"', { request_id: 'a' })
    const messages = (asked: Parameters<typeof log.tail>[0]) =>
      log.tail(asked).map((line) => JSON.parse(line).msg)
    expect(messages({ lines: 10 })).toEqual(['first', 'second', '"level":"error"'])
    expect(messages({ lines: 2 })).toEqual(['second', '"level":"error"'])
    expect(messages({ lines: 10, level: 'info' })).toEqual(['first', 'second'])
    expect(messages({ lines: 10, level: 'warn' })).toEqual(['second'])
    expect(messages({ lines: 1, requestId: 'a' })).toEqual(['"level":"error"'])
    expect(messages({ lines: 10, level: 'info', requestId: 'a' })).toEqual(['first'])
  })

  it('is bounded in lines and in memory', () => {
    const ring = new LogRing()
    for (let i = 0; i < 5_000; i++) ring.add(`{"i":${i}}\n`)
    const kept = ring.tail({ lines: 10_000 }, undefined)
    expect(kept).toHaveLength(1_000)
    expect([kept[0], kept.at(-1)]).toEqual(['{"i":4000}', '{"i":4999}'])
    const long = 'x'.repeat(600_000)
    for (let i = 0; i < 10; i++) ring.add(long)
    expect(ring.tail({ lines: 10_000 }, undefined)).toHaveLength(3)
  })
})

describe('a line on a terminal', () => {
  const line = {
    level: 'warn',
    time: '2026-03-02T09:30:00.125Z',
    pid: 1,
    status: 200,
    route: '/x',
    error: 'is full',
  }

  it('can be read', () => {
    expect(readableLine(JSON.stringify({ ...line, msg: 'request' }), false)).toBe(
      '09:30:00.125 warn  request status=200 route=/x error="is full"\n',
    )
  })

  it('has the stack of an error below it', () => {
    const err = { type: 'Error', message: 'm', stack: 'Error: m\n    at here' }
    expect(readableLine(JSON.stringify({ ...line, err, msg: 'broken' }), false)).toMatch(
      /broken .*\n {2}Error: m\n {6}at here\n$/,
    )
  })
})
