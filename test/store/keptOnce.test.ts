import { describe, expect, it } from 'vitest'
import { findArtifactBySha, insertArtifact, listArtifacts } from '../../src/store/artifacts.ts'
import { insertBuild } from '../../src/store/builds.ts'
import {
  deleteIdempotencyKey,
  deleteIdempotencyKeysBefore,
  deleteUnansweredKey,
  insertIdempotencyKey,
  updateIdempotencyKey,
} from '../../src/store/idempotency.ts'
import { findMatrix, insertMatrix, listFamily, listPartitions } from '../../src/store/matrices.ts'
import { allPages, at, temporaryDatabase, work } from './temporary.ts'

const matrix = {
  sha: 'm',
  meta: { rows: 9 },
  matrixUris: ['file:m'],
  barsUri: 'file:b',
  createdAt: at(0),
  growth: null,
}
const { matrixUris: _, ...rest } = matrix
const stored = { ...rest, matrixUri: 'file:m' }
const artifact = (step: number) => ({
  id: `artifact-${step}`,
  kind: 'model' as const,
  uri: `file:${step}`,
  sha256: `sha-${step % 3}`,
  size: 12,
  createdAt: at(step),
})
const request = { key: 'k', route: 'POST /backtests', requestSha: 'r', owner: 'one', createdAt: at(0) }

describe('a matrix', () => {
  it('is found by its family, the longest on no more bars first', async () => {
    const db = await temporaryDatabase()
    const grown = (sha: string, family: string, bars: number) =>
      insertMatrix(db, {
        ...matrix,
        sha,
        growth: { family, bars, barsSha: `of ${bars}`, checkpointUri: `file:${sha}` },
      })
    await grown('a', 'f', 100)
    const longest = await grown('b', 'f', 200)
    await grown('c', 'f', 300)
    await grown('d', 'other', 150)
    await insertMatrix(db, matrix)
    const found = await listFamily(db, { family: 'f', bars: 250, limit: 5 })
    expect(found.map(({ sha }) => sha)).toEqual(['b', 'a'])
    expect(found[0]).toEqual(longest)
    expect(await listFamily(db, { family: 'f', bars: 250, limit: 1 })).toHaveLength(1)
  })

  it('is stored once, as it was first', async () => {
    const db = await temporaryDatabase()
    expect(await insertMatrix(db, matrix)).toEqual(stored)
    expect(await insertMatrix(db, { ...matrix, createdAt: at(1) })).toEqual(stored)
    expect(await findMatrix(db, 'm')).toEqual(stored)
    expect(await findMatrix(db, 'n')).toBeUndefined()
    expect(await listPartitions(db, 'm')).toEqual([])
  })

  it('of several files has them in their order, once', async () => {
    const db = await temporaryDatabase()
    const several = { ...matrix, matrixUris: ['file:m', 'file:a', 'file:z', 'file:b'] }
    expect(await insertMatrix(db, several)).toEqual(stored)
    expect(await insertMatrix(db, several)).toEqual(stored)
    expect(await listPartitions(db, 'm')).toEqual(several.matrixUris)
  })
})

describe('an artifact row', () => {
  it('is found by content, the newest first, and listed by kind and by run', async () => {
    const db = await temporaryDatabase()
    await insertBuild(db, { ...work(1), config: {} })
    for (let step = 0; step < 6; step++) await insertArtifact(db, artifact(step))
    await insertArtifact(db, { ...artifact(6), kind: 'matrix', buildRunId: work(1).id })
    expect((await findArtifactBySha(db, 'sha-1'))?.id).toBe('artifact-4')
    expect(await findArtifactBySha(db, 'sha-9')).toBeUndefined()
    const models = await allPages(4, (page) => listArtifacts(db, { kind: 'model' }, page))
    expect(models.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1, 0].map((step) => `artifact-${step}`))
    expect(await listArtifacts(db, { runId: work(1).id }, { limit: 5, offset: 0 })).toMatchObject({
      rows: [{ id: 'artifact-6', size: 12, trainingRunId: null }],
      total: 1,
    })
  })

  it('outlives its run', async () => {
    const db = await temporaryDatabase()
    await insertBuild(db, { ...work(1), config: {} })
    await insertArtifact(db, { ...artifact(0), buildRunId: work(1).id })
    await db.deleteFrom('build_runs').execute()
    expect((await findArtifactBySha(db, 'sha-0'))?.buildRunId).toBeNull()
  })
})

describe('an idempotency key', () => {
  it('is claimed by the first, and the others get its answer', async () => {
    const db = await temporaryDatabase()
    expect(await insertIdempotencyKey(db, request)).toEqual({
      claimed: true,
      request: { ...request, answer: null },
    })
    const second = { ...request, requestSha: 'other', createdAt: at(1) }
    expect(await insertIdempotencyKey(db, second), 'the sha tells that it is another request').toEqual({
      claimed: false,
      request: { ...request, answer: null },
    })
    const answer = { status: 202, body: { ok: true, run_id: 'run-1' } }
    await updateIdempotencyKey(db, { ...request, ...answer })
    expect(await insertIdempotencyKey(db, second)).toMatchObject({ claimed: false, request: { answer } })
  })

  it('belongs to one route', async () => {
    const db = await temporaryDatabase()
    await insertIdempotencyKey(db, request)
    expect(await insertIdempotencyKey(db, { ...request, route: 'POST /train' })).toMatchObject({
      claimed: true,
    })
  })

  it('can be freed, and is forgotten with age', async () => {
    const db = await temporaryDatabase()
    await insertIdempotencyKey(db, request)
    await deleteIdempotencyKey(db, request.key, request.route)
    expect(await insertIdempotencyKey(db, request)).toMatchObject({ claimed: true })
    await updateIdempotencyKey(db, { ...request, status: 200, body: {} })
    await insertIdempotencyKey(db, { ...request, key: 'going on' })
    await deleteIdempotencyKeysBefore(db, at(0))
    expect(await insertIdempotencyKey(db, request)).toMatchObject({ claimed: false })
    await deleteIdempotencyKeysBefore(db, at(1))
    expect(await insertIdempotencyKey(db, request)).toMatchObject({ claimed: true })
    const goingOn = await insertIdempotencyKey(db, { ...request, key: 'going on' })
    expect(goingOn.claimed, 'its answer is still to come').toBe(false)
  })

  it('is freed from an owner that never answered it, and from none other', async () => {
    const db = await temporaryDatabase()
    await insertIdempotencyKey(db, request)
    await deleteUnansweredKey(db, { ...request, owner: 'two' })
    expect(await insertIdempotencyKey(db, request)).toMatchObject({ claimed: false })
    await deleteUnansweredKey(db, request)
    expect(await insertIdempotencyKey(db, request)).toMatchObject({ claimed: true })
    await updateIdempotencyKey(db, { ...request, status: 200, body: {} })
    await deleteUnansweredKey(db, request)
    expect(await insertIdempotencyKey(db, request)).toMatchObject({ claimed: false })
  })

  it('can only be answered once it was claimed', async () => {
    const db = await temporaryDatabase()
    const answer = updateIdempotencyKey(db, { key: 'never', route: 'POST /x', status: 200, body: {} })
    await expect(answer).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
