import openapi from '../../contract/generated/openapi.json' with { type: 'json' }
import { operations } from '../../contract/generated/operations.ts'
import { SigmaError } from '../../core/errors.ts'
import { checkHealth, stateOf } from '../../services/checkHealth.ts'
import type { Parts } from '../../services/parts.ts'
import { briefly } from '../briefly.ts'
import { docsPage } from '../docs/docsPage.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sendPage } from '../ui/sitePage.ts'

/** How long what was seen of the store stands: without a token anybody may ask. */
const readinessMs = 1_000

export function healthRoutes(parts: Parts): Routes<Served<'health'>> {
  const readiness = briefly(readinessMs, () => checkHealth(parts, {}))
  return {
    getRoot() {
      const endpoints = [...new Set(Object.values(operations).map(({ path }) => path))]
      return { ok: true, name: 'Sigma Lab API', version: parts.engineVersion, endpoints }
    },

    async getHealth() {
      const now = parts.now().toISOString()
      return {
        ok: true,
        service: 'sigma',
        version: parts.engineVersion,
        now,
        api: 'ok',
        ...(await stateOf(parts)),
      }
    },

    async checkHealth({ query }) {
      const { healthy, checks, errors } = await checkHealth(parts, {
        modelId: query.model_id,
        packId: query.pack_id,
      })
      return { ok: true, healthy, checks, errors }
    },

    async getMetrics(_, reply) {
      const { type, text } = await parts.meters.text()
      return reply.type(type).send(text)
    },

    getLiveness() {
      return { ok: true }
    },

    async getReadiness() {
      const { healthy, checks, errors } = await readiness()
      if (healthy) return { ok: true, ready: true, checks }
      throw new SigmaError('UNAVAILABLE', Object.values(errors).join('; '), {
        details: { checks },
        next: 'sigma doctor says what to do',
      })
    },

    getDocs(_, reply) {
      docs ??= docsPage(openapi)
      return sendPage(reply, docs)
    },

    getOpenapi() {
      const { 'x-generated-by': _, ...document } = openapi
      return document
    },
  }
}

/** It is the same as long as the process runs: drawn once, when it is first asked for. */
let docs: string | undefined
