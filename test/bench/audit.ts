import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { v7 as uuid } from 'uuid'
import { audited } from '../../src/services/audited.ts'
import { verifyAudit } from '../../src/services/verifyAudit.ts'
import { openDatabase } from '../../src/store/database.ts'
import { putPolicy } from '../../src/store/policies.ts'
import type { Database } from '../../src/store/schema.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { findPostgres, startPostgres } from '../postgres/server.ts'
import { summary } from './measure.ts'
import { processorMeter } from './processorTime.ts'

/** Rounds of each kind, in turns. */
const rounds = 11
const writesOfARound = 50

const bodies = { small: bodyOf(300), large: bodyOf(200_000) }

/** What the row of the audit adds to one of the cheapest writes, and what verifying takes. */
export async function audit(): Promise<string[]> {
  const lines = ['| store | write | ms, best | ms, median |', '|---|---|---|---|']
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  try {
    const db = await openDatabase({ file: join(folder, 'sigma.db') })
    lines.push(...(await measured('SQLite', db)))
    await db.destroy()
  } finally {
    rmSync(folder, { recursive: true })
  }
  if (findPostgres() === undefined) return [...lines, '', 'PostgreSQL is not installed here: left out.', '']
  const server = await startPostgres()
  try {
    const db = await openDatabase({ url: server.url })
    lines.push(...(await measured('PostgreSQL', db)))
    await db.destroy()
  } finally {
    await server.remove()
  }
  return [...lines, '']
}

async function measured(store: string, db: Kysely<Database>): Promise<string[]> {
  const meter = await processorMeter(db)
  const kinds: Record<string, () => Promise<unknown>> = {
    'a policy of 300 bytes in place of another': () => write(db, bodies.small),
    'the same with its row': () => writeAudited(db, bodies.small),
    'a policy of 200 kB': () => write(db, bodies.large),
    'that with its row': () => writeAudited(db, bodies.large),
  }
  const times = new Map<string, number[]>(Object.keys(kinds).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, act] of Object.entries(kinds)) {
      const before = meter()
      for (let i = 0; i < writesOfARound; i++) await act()
      times.get(name)?.push((meter() - before) / writesOfARound)
    }
  }
  const before = meter()
  const { rows, intact } = await verifyAudit({ db })
  if (!intact) throw new Error('the chain is broken')
  const perRow = (meter() - before) / rows
  return [
    ...[...times].map(([name, all]) => {
      const { best, median } = summary(all)
      return `| ${store} | ${name} | ${best.toFixed(3)} | ${median.toFixed(3)} |`
    }),
    `| ${store} | verifying, for each of ${rows.toLocaleString('en-US')} rows | ${perRow.toFixed(3)} | |`,
  ]
}

function write(db: Kysely<Database>, policy: object): Promise<unknown> {
  const row = { packId: 'pack', modelId: 'model', policy, createdAt: '2024-01-01T00:00:00.000Z' }
  return inTransaction(db, {}, (trx) => putPolicy(trx, row, { bump: false }))
}

function writeAudited(db: Kysely<Database>, body: object): Promise<unknown> {
  const parts = { db, now: () => new Date(), newId: () => uuid(), reportBug: console.error }
  const request = { action: 'putPolicy', method: 'PUT', path: '/policy', requestId: uuid() }
  const sent = { ...request, body, client: '127.0.0.1', tokenId: null }
  return audited(
    parts,
    sent,
    () => write(db, body),
    () => ({ status: 200, answer: { version: 1 } }),
  )
}

function bodyOf(bytes: number): object {
  const field = { name: 'a field of the body', value: 0.125 }
  return { model_id: 'model', fields: Array.from({ length: Math.ceil(bytes / 46) }, () => ({ ...field })) }
}
