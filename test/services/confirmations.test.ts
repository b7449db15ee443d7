import { expect, it } from 'vitest'
import { offerConfirmation, takeConfirmation } from '../../src/services/confirmations.ts'
import { asUser } from '../../src/services/user.ts'
import { temporaryDatabase } from '../store/temporary.ts'

const request = { kind: 'sweep' as const, payload: { model_id: 'm', sweep: { top_pct_variants: [0.1] } } }

async function clocked() {
  let time = Date.parse('2024-06-03T12:00:00Z')
  const parts = { db: await temporaryDatabase(), now: () => new Date(time) }
  return { parts, wait: (minutes: number) => (time += 60_000 * minutes) }
}

it('confirms exactly what was proposed, once', async () => {
  const { parts } = await clocked()
  const { confirmation, expiresAt } = await offerConfirmation(parts, request)
  expect(expiresAt).toBe('2024-06-03T12:10:00.000Z')
  expect(await takeConfirmation(parts, confirmation)).toEqual(request)
  await expect(takeConfirmation(parts, confirmation)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'the confirmation was used at 2024-06-03T12:00:00.000Z, and is good once; nothing was done',
  })
})

it('of several who confirm at once lets one have it', async () => {
  const { parts } = await clocked()
  const { confirmation } = await offerConfirmation(parts, request)
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => takeConfirmation(parts, confirmation)))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('is good for ten minutes', async () => {
  const { parts, wait } = await clocked()
  const { confirmation } = await offerConfirmation(parts, request)
  wait(10)
  await expect(takeConfirmation(parts, confirmation)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'the confirmation was good until 2024-06-03T12:10:00.000Z; nothing was done',
  })
})

it('is of no use to another user, and does not tell them whose it is', async () => {
  const { parts } = await clocked()
  const { confirmation } = await asUser('ann', () => offerConfirmation(parts, request))
  const refused = 'the confirmation was not given to you; nothing was done'
  await expect(asUser('ben', () => takeConfirmation(parts, confirmation))).rejects.toThrow(refused)
  await expect(takeConfirmation(parts, `${confirmation}x`)).rejects.toThrow(refused)
  expect(await asUser('ann', () => takeConfirmation(parts, confirmation))).toEqual(request)
})

it('keeps nothing that confirms, and forgets those of the day before', async () => {
  const { parts, wait } = await clocked()
  const { confirmation } = await offerConfirmation(parts, request)
  const rows = () => parts.db.selectFrom('confirmations').selectAll().execute()
  expect(JSON.stringify(await rows())).not.toContain(confirmation)
  wait(2 * 24 * 60)
  await offerConfirmation(parts, request)
  expect(await rows()).toHaveLength(1)
})
