import { describe, expect, it } from 'vitest'
import { parameter } from '../../src/cli/commands/indicators.ts'
import { createRequest } from '../../src/cli/commands/models/create.ts'
import { readPages } from '../../src/cli/pages.ts'

describe('--param of indicators test', () => {
  it.each([
    ['period=14', { period: 14 }],
    ['num_std=-0.5', { num_std: -0.5 }],
    ['prior=true', { prior: true }],
    ['column=close', { column: 'close' }],
    [' window = 20 ', { window: 20 }],
    ['text=', { text: '' }],
    ['text=a=b', { text: 'a=b' }],
  ])('reads %s', (text, expected) => {
    expect(parameter(text)).toEqual(expected)
  })

  it('gathers repeated options', () => {
    expect(parameter('b=2', parameter('a=1'))).toEqual({ a: 1, b: 2 })
  })

  it.each(['period', '=14', 'a b=1'])('refuses %s', (text) => {
    expect(() => parameter(text)).toThrow(`--param: expected NAME=VALUE, got "${text}"`)
  })

  it('refuses a parameter that is given twice', () => {
    expect(() => parameter('a=2', { a: 1 })).toThrow('--param: a is given twice')
  })
})

describe('the request of models create', () => {
  it('spells options as the contract does', () => {
    const options = {
      template: 't',
      name: 'n',
      risk: 'balanced',
      pack: 'adhoc',
      indicatorSet: 's',
    }
    expect(createRequest(options)).toEqual({
      template_id: 't',
      name: 'n',
      risk_profile: 'balanced',
      pack_id: 'adhoc',
      indicator_set_name: 's',
    })
    expect(createRequest({ ticker: 'QQQ', asset: 'eq' })).toEqual({ ticker: 'QQQ', asset_type: 'eq' })
  })

  it('needs a template or a ticker', () => {
    expect(() => createRequest({ horizon: 'swing' })).toThrow('--template: is missing')
    expect(() => createRequest({ template: 't' })).toThrow('--name: is missing')
  })
})

describe('readPages', () => {
  const rows = Array.from({ length: 450 }, (_, i) => i)
  const asked: { limit?: number; offset?: number }[] = []
  const ask = async (page: { limit?: number; offset?: number }) => {
    asked.push(page)
    const { limit = 50, offset = 0 } = page
    const next = offset + limit
    return {
      rows: rows.slice(offset, next),
      total: rows.length,
      limit,
      offset,
      next_offset: next < rows.length ? next : null,
    }
  }

  it('asks for one page as it is named', async () => {
    expect(await readPages({ limit: 2, offset: 10 }, ask)).toMatchObject({ rows: [10, 11], next_offset: 12 })
  })

  it('follows every page with --all', async () => {
    asked.length = 0
    const answer = await readPages({ all: true }, ask)
    expect(asked).toEqual([{ limit: 200 }, { limit: 200, offset: 200 }, { limit: 200, offset: 400 }])
    expect(answer).toMatchObject({ rows, total: 450, limit: 450, next_offset: null })
  })
})
