import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { findSweep } from '../../src/store/sweeps.ts'
import { bucket, startS3, useCredentials } from '../artifacts/s3Server.ts'
import { done, modelId, quickWorkspace } from '../server/testHost.ts'
import { hurry, patient, server, sharedWorkspace, worker } from './sharedWork.ts'

const build = { model_id: modelId, start: '2014-01-02' }
const sweep = {
  model_id: modelId,
  ...{ splits: 2, inner_folds: 2, top_pct_variants: [0.1], momentum_gate_variants: [false] },
  hyperparams_variants: [{ rounds: 5, depth: 2 }],
}

/** Workers share a bucket, of which requests can be refused. */
async function sharedBucket() {
  useCredentials()
  const s3 = await startS3()
  const shared = await sharedWorkspace()
  const flags = { ...shared.flags, s3_endpoint: s3.endpoint, s3_bucket: bucket }
  const given = { ...shared, flags }
  let refused = 0
  return {
    given,
    host: await server(given),
    refused: () => refused,
    refuse(isRefused: (request: IncomingMessage) => boolean) {
      s3.intercept((request, response) => {
        if (!isRefused(request)) return false
        refused++
        response.statusCode = 403
        response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
        return true
      })
    },
  }
}

it('a build that may not store its matrix fails, and says in which bucket and by which right', async () => {
  const { given, host, refuse } = await sharedBucket()
  await worker(given)
  refuse(({ method }) => method === 'PUT')
  const { status, body } = await host.post('/build_matrix', build)
  expect(status).toBe(503)
  expect(body.error).toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(`refuses access to the bucket ${bucket} \\(s3:PutObject\\)`),
    next: expect.stringContaining('object-storage.md'),
  })
  refuse(() => false)
  await done(host.post('/build_matrix', build))
})

it('a worker that may not read gives its part back, five times, and does not ask again and again', async () => {
  const { given, host, refuse, refused } = await sharedBucket()
  const { parts } = await worker(given, undefined, { queues: ['runs'] })
  await done(host.post('/build_matrix', build))
  const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
  await expect.poll(() => parts.shared?.jobs.size('fits'), patient).toBe(2)
  refuse(() => true)
  const warnings: string[] = []
  const telling = ({ log }: Parts): Partial<Parts> => ({
    log: { ...log, warn: (message, facts) => void warnings.push(`${message}: ${facts?.error}`) },
  })
  const elsewhere = { ...given, workspace: await quickWorkspace() }
  await worker(elsewhere, telling, { queues: ['fits'] })
  const stands = async () => (await host.get(`/sweeps/${id}/status`)).body.status
  await expect
    .poll(async () => {
      await hurry(parts)
      return stands()
    }, patient)
    .toBe('failed')
  const reason = expect.stringMatching(`refuses access to the bucket ${bucket} \\(s3:GetObject`)
  expect((await findSweep(parts.db, id))?.error).toMatchObject({ code: 'UNAVAILABLE', message: reason })
  expect(warnings.filter((text) => text.startsWith('part given back: ')).length).toBeGreaterThanOrEqual(4)
  expect(warnings).toContainEqual(reason)
  expect(refused(), 'two requests at each of five tries of two parts').toBeLessThanOrEqual(20)
  refuse(() => false)
  expect((await host.post(`/sweeps/${id}/resume`)).status).toBe(202)
  await expect.poll(stands, patient).toBe('completed')
})
