import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RiskBudget, RiskProfile } from '../../src/core/gate/riskBudget.ts'
import { packOf } from '../../src/packs/pack.ts'
import { packSchema } from '../../src/packs/schemas/pack.ts'
import type { Parts } from '../../src/services/parts.ts'
import { riskSha } from '../../src/services/riskSha.ts'
import { resolveSubject } from '../../src/services/subject.ts'
import { modelId, testHost } from '../server/testHost.ts'

const profileSchema = packSchema.shape.profiles.shape.balanced

type Fields = Record<string, unknown>

const bare: Fields = { risk_budget: {}, sizing: { risk_per_trade_R: 1 } }

function shaOf(profile: Fields, name: RiskProfile = 'balanced'): string {
  const document = packSchema.parse({
    id: 'small',
    title: 'Small',
    asset_classes: ['eq'],
    horizon: 'swing',
    cadence: 'daily',
    profiles: { conservative: bare, balanced: profile, aggressive: bare },
    score: { kind: 'sharpe' },
    defaults: { source: 'sample' },
  })
  const file = { path: 'packs/small/pack.yaml', origin: 'workspace' as const, text: '', sha256: '' }
  return riskSha(name, packOf(document, file, {}).profiles.balanced)
}

/** Each field that is no mapping itself, by its path, with a value that differs from that of `bare`. */
function leaves(schema: z.ZodType, path: string[] = []): { path: string[]; value: unknown }[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, field]) => leaves(field, [...path, name]))
  }
  const fitting = [0.5, 7, '13,14', [0.2, 0.4], ['13,14', '15'], 'text', true].filter(
    (value) => schema.safeParse(value).success,
  )
  expect(fitting, `no value is at hand for ${path.join('.')}: add one to the test`).not.toEqual([])
  return [{ path, value: fitting[0] }]
}

/** With the value in place of what stands there. */
function withValue(fields: Fields, [name, ...rest]: string[], value: unknown): Fields {
  const inside = fields[name]
  const known =
    typeof inside === 'object' && inside !== null ? Object.fromEntries(Object.entries(inside)) : {}
  return { ...fields, [name]: rest.length === 0 ? value : withValue(known, rest, value) }
}

const fields = leaves(profileSchema)

describe('the hash of profile and budget', () => {
  it('is of every field that a profile may have', () => {
    const names = fields.map(({ path }) => path.join('.'))
    for (const name of [
      'risk_budget.allowed_hours',
      'risk_budget.daily_loss_cap_R',
      'sizing.risk_per_trade_R',
    ]) {
      expect(names).toContain(name)
    }
    expect(names.length).toBeGreaterThan(20)
  })

  it.each(fields.map(({ path, value }) => [path.join('.'), path, value] as const))(
    'changes with %s',
    (_, path, value) => {
      expect(shaOf(withValue(bare, [...path], value))).not.toBe(shaOf(bare))
    },
  )

  it('changes with the profile, and not with how hours are spelled', () => {
    expect(shaOf(bare, 'aggressive')).not.toBe(shaOf(bare))
    const hours = (allowed_hours: unknown) => shaOf({ ...bare, risk_budget: { allowed_hours } })
    expect(hours('14,13')).toBe(hours([13, 14]))
  })

  it('is in the lineage of a run, with what policy and request say', async () => {
    const opened: Parts[] = []
    const host = await testHost({
      change(parts) {
        opened.push(parts)
        return {}
      },
    })
    try {
      const lineage = async (budgetOverrides?: RiskBudget) =>
        (await resolveSubject(opened[0], { modelId, ...(budgetOverrides && { budgetOverrides }) })).lineage
      const policy = async (risk_budget: Fields) => {
        const stored = { risk: {}, execution: {}, alerting: {}, risk_budget }
        const answer = await host.call('PUT', '/policy', { model_id: modelId, policy: stored })
        expect(answer.status, answer.text).toBe(200)
        return (await lineage()).risk_sha
      }
      const plain = await policy({})
      const shas = [
        plain,
        (await lineage({ min_trades: 7 })).risk_sha,
        await policy({ min_trades: 8 }),
        await policy({ allowed_hours: '13' }),
        await policy({ daily_loss_cap_R: 3 }),
      ]
      expect(new Set(shas).size).toBe(shas.length)
    } finally {
      await host.close()
    }
  })
})
