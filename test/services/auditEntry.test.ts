import { describe, expect, it } from 'vitest'
import { toAuditEntry, type Write } from '../../src/services/auditEntry.ts'

const write: Write = {
  action: 'createRun',
  method: 'POST',
  path: '/backtest',
  body: {},
  client: null,
  tokenId: null,
  requestId: null,
}
const row = { id: 'a-1', at: '2026-01-02T00:00:00.000Z', userId: 'ann', payload: {} }

describe('a text of a row of the audit', () => {
  it('shows no part of a secret that is cut off at its end', () => {
    const secret = `sigma_${'S3cret'.repeat(8)}`
    for (let before = 440; before <= 500; before++) {
      const { path } = toAuditEntry({ ...write, path: '/'.padEnd(before, 'x') + secret }, row, new Map(), {
        status: 200,
      })
      expect(path).not.toContain('S3')
      expect(path.length).toBeLessThanOrEqual(500)
    }
  })

  it('is bounded', () => {
    const { packId } = toAuditEntry({ ...write, body: { pack_id: 'p'.repeat(9_000) } }, row, new Map(), {
      status: 200,
    })
    expect(packId).toBe('p'.repeat(500))
  })
})
