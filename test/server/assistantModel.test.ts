import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlayedProvider, playProvider } from '../assistant/model/playedProvider.ts'
import { type TestHost, testHost } from './testHost.ts'

const key = 'the-key-that-nobody-may-see'
const payload = { model_id: 'spx_eq_swing_daily', start: '2018-01-02' }

let provider: PlayedProvider
let host: TestHost

beforeAll(async () => {
  provider = await playProvider(
    { calls: [{ name: 'pipeline__execute', params: JSON.stringify({ kind: 'build', payload }) }] },
    { text: ['It waits ', 'for you.'] },
  )
  host = await testHost({
    flags: {
      assistant_provider: 'openai',
      assistant_model: 'played',
      assistant_base_url: provider.baseUrl('openai'),
      assistant_api_key: key,
    },
  })
})
afterAll(async () => {
  await host.close()
  await provider.close()
})

describe('a server with a language model', () => {
  it('has it answer, and shows what confirms a proposal to the asker alone', async () => {
    const flag = { key: 'assistant_execute', enabled: true }
    const first = await host.call('PATCH', '/admin/flags', flag)
    const confirmed = { 'X-Confirmation': JSON.parse(first.text).error.details.confirmation }
    expect((await host.call('PATCH', '/admin/flags', flag, confirmed)).status).toBe(200)

    const { status, text } = await host.post('/assistant/query', { message: 'build it', allow_execute: true })
    expect(status).toBe(200)
    const events = [...text.matchAll(/^data: (.+)$/gm)].map(([, line]) => JSON.parse(line))
    const said = events.flatMap((event) => (event.type === 'token' ? [event.text] : [])).join('')
    expect(said).toBe('It waits for you.')
    const { proposal } = events.find(({ type }) => type === 'proposal')
    expect(proposal.rest.body).toEqual(payload)
    expect(proposal.confirmation).toEqual(expect.any(String))
    expect(proposal.look_at_it, 'what is said beforehand confirms nothing').toBe(
      'a language model proposed it',
    )

    expect(provider.bodies).toHaveLength(2)
    expect(provider.bodies.join('')).toContain('build it')
    expect(provider.bodies.join(''), 'the model never sees it').not.toContain(proposal.confirmation)
    expect(text).not.toContain(key)
    expect((await host.get('/build_runs')).body.total, 'nothing was started').toBe(0)
  })
})

describe('a server whose language model is not set as it must be', () => {
  it('says what is missing, and answers everything else', async () => {
    const unset = await testHost({ flags: { assistant_provider: 'anthropic' } })
    try {
      const { status, body } = await unset.post('/assistant/query', { message: 'what is an embargo?' })
      expect([status, body.error.code]).toEqual([400, 'INVALID_PARAM'])
      expect(body.error.message).toContain('SIGMA_ASSISTANT_MODEL')
      expect((await unset.get('/packs')).status).toBe(200)
    } finally {
      await unset.close()
    }
  })
})
