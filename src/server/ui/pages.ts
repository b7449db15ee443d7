import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Parts } from '../../services/parts.ts'
import { shorterAddress } from './address.ts'
import { readScript } from './assets.ts'
import { jobsPage } from './jobs.ts'
import { leaderboardPage } from './leaderboard.ts'
import { modelPage, modelsPage } from './models.ts'
import { packPage, packsPage } from './packs.ts'
import { runPage } from './run.ts'
import { runsPage, sweepsPage } from './runs.ts'
import { sendPage } from './sitePage.ts'
import { siteStyle } from './siteStyle.ts'
import { sweepPage } from './sweep.ts'

/**
 * The pages below /ui. They are for people, and no part of the contract: that has /ui alone, where they begin. All they
 * show comes from operations of the contract.
 */
export function addPages(app: FastifyInstance, parts: Parts): void {
  const now = (): Date => parts.wallTime()
  page(app, '/ui/leaderboard', (request) => leaderboardPage(request, now()))
  page(app, '/ui/runs', (request) => runsPage(request, now()))
  page(app, '/ui/sweeps', (request) => sweepsPage(request, now()))
  page(app, '/ui/jobs', (request) => jobsPage(request, now()))
  page(app, '/ui/packs', packsPage)
  page(app, '/ui/models', modelsPage)
  page<{ id: string }>(app, '/ui/sweeps/:id', (request) => sweepPage(request, request.params.id, now()))
  page<{ id: string }>(app, '/ui/packs/:id', (request) => packPage(request, request.params.id))
  page<{ pack: string; model: string }>(app, '/ui/models/:pack/:model', (request) =>
    modelPage(request, request.params.pack, request.params.model, now()),
  )
  app.get<{ Params: { id: string } }>('/ui/runs/:id', async (request, reply) => {
    const found = await runPage(request, request.params.id, now())
    return 'address' in found ? reply.redirect(found.address) : sendPage(reply, found.text)
  })
  app.get('/ui/assets/style.css', (_, reply) => sendAsset(reply, 'text/css', siteStyle))
  for (const name of ['live.js', 'docs.js']) {
    const script = readScript(name)
    app.get(`/ui/assets/${name}`, (_, reply) => sendAsset(reply, 'text/javascript', script))
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
