import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { lazily } from '../../core/lazily.ts'
import type { Parts } from '../../services/parts.ts'
import { shorterAddress } from './address.ts'
import { readScript } from './assets.ts'
import { sendPage } from './sitePage.ts'

/**
 * The pages below /ui. They are for people, and no part of the contract: that has /ui alone, where they begin. All they
 * show comes from operations of the contract. What draws one is loaded when it is asked for: commands ask for none.
 */
export function addPages(app: FastifyInstance, parts: Parts): void {
  const now = (): Date => parts.wallTime()
  page(app, '/ui/leaderboard', async (request) =>
    (await import('./leaderboard.ts')).leaderboardPage(request, now()),
  )
  page(app, '/ui/runs', async (request) => (await import('./runs.ts')).runsPage(request, now()))
  page(app, '/ui/sweeps', async (request) => (await import('./runs.ts')).sweepsPage(request, now()))
  page(app, '/ui/jobs', async (request) => (await import('./jobs.ts')).jobsPage(request, now()))
  page(app, '/ui/packs', async (request) => (await import('./packs.ts')).packsPage(request))
  page(app, '/ui/models', async (request) => (await import('./models.ts')).modelsPage(request))
  page<{ id: string }>(app, '/ui/sweeps/:id', async (request) =>
    (await import('./sweep.ts')).sweepPage(request, request.params.id, now()),
  )
  page<{ id: string }>(app, '/ui/packs/:id', async (request) =>
    (await import('./packs.ts')).packPage(request, request.params.id),
  )
  page<{ pack: string; model: string }>(app, '/ui/models/:pack/:model', async (request) =>
    (await import('./models.ts')).modelPage(request, request.params.pack, request.params.model, now()),
  )
  app.get<{ Params: { id: string } }>('/ui/runs/:id', async (request, reply) => {
    const { runPage } = await import('./run.ts')
    const found = await runPage(request, request.params.id, now())
    return 'address' in found ? reply.redirect(found.address) : sendPage(reply, found.text)
  })
  app.get('/ui/assets/style.css', async (_, reply) =>
    sendAsset(reply, 'text/css', (await import('./siteStyle.ts')).siteStyle),
  )
  for (const name of ['live.js', 'docs.js']) {
    const script = lazily(() => readScript(name))
    app.get(`/ui/assets/${name}`, (_, reply) => sendAsset(reply, 'text/javascript', script()))
  }
}

function page<Params = unknown>(
  app: FastifyInstance,
  path: string,
  draw: (request: FastifyRequest<{ Params: Params }>) => Promise<string>,
): void {
  app.get<{ Params: Params }>(path, async (request, reply) => {
    const shorter = shorterAddress(request)
    return shorter === undefined ? sendPage(reply, await draw(request)) : reply.redirect(shorter)
  })
}

/** They change with the version only; an hour without asking is enough. */
function sendAsset(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .headers({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'max-age=3600' })
    .type(`${type}; charset=utf-8`)
    .send(text)
}
