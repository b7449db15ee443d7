import { html, type Markup } from '../../report/markup.ts'
import type { Reply } from '../route.ts'

/** The rooms of the dashboard, in the order of its navigation. */
const rooms = [
  ['/ui', 'Overview'],
  ['/ui/leaderboard', 'Leaderboard'],
  ['/ui/sweeps', 'Sweeps'],
  ['/ui/runs', 'Runs'],
  ['/ui/jobs', 'Jobs'],
  ['/ui/packs', 'Packs'],
  ['/ui/models', 'Models'],
  ['/docs', 'API'],
] as const

export type Room = (typeof rooms)[number][0]

export interface SitePage {
  title: string
  /** Where in the navigation it stands; null of what is nowhere. */
  room: Room | null
  /** One line below the title. */
  lead?: Markup | string
  body: Markup
  /** A script of this server. Pages are whole without it. */
  script?: string
  /** What the script is told: attributes of `main`, by name. */
  live?: Markup
}

/** A page of the dashboard: nothing in it is loaded from elsewhere, and no script or style stands inside it. */
export function sitePage({ title, room, lead, body, script, live }: SitePage): string {
  const links = rooms.map(
    ([path, name]) =>
      html`<li><a href="${path}"${path === room ? html` aria-current="page"` : null}>${name}</a></li>`,
  )
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Sigma</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ui/assets/style.css">
${script ? html`<script src="${script}" defer></script>` : null}
</head>
<body class="site">
<a class="skip" href="#main">Skip to the content</a>
<header class="bar">
<a class="name" href="/ui">Σ Sigma</a>
<nav aria-label="Pages"><ul>${links}</ul></nav>
</header>
<main id="main" tabindex="-1"${live}>
<h1>${title}</h1>
${lead ? html`<p class="facts">${lead}</p>` : null}
${body}
</main>
</body>
</html>
`.text
}

/** Nothing but this server's own files; no frame may hold the page, and its forms lead nowhere else. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sends a page with its headers. Figures change, so that none is kept. */
export function sendPage<R extends Reply>(reply: R, text: string, status = 200): R {
  return reply
    .code(status)
    .header('Content-Security-Policy', policy)
    .header('X-Content-Type-Options', 'nosniff')
    .header('Referrer-Policy', 'same-origin')
    .header('Cache-Control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(text)
}
