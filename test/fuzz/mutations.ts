import fc from 'fast-check'
import { badKeys, badText, badValue } from './badValues.ts'
import type { Draft } from './goodRequests.ts'
import { objectsIn, placesIn, type Tree, wellFormed, written } from './tree.ts'

/** What is done to a good request: by its kind, at one of the places that it has for that. */
export interface Mutation {
  kind: number
  at: number
  text: string
  json: string
}

/** A request as bytes, before they are put together. */
export interface Outgoing {
  operation: string
  method: string
  target: string
  headers: [name: string, value: string][]
  body: Buffer | undefined
  /** Whether what follows the answer on its connection is not what was asked next. */
  breaksFraming: boolean
}

type OfDraft = (draft: Draft, mutation: Mutation) => void
type OfBytes = (sent: Outgoing, mutation: Mutation) => void

const pick = <T>(values: readonly T[], at: number): T | undefined => values[at % Math.max(1, values.length)]
const raw = (text: string): Tree => ({ kind: 'raw', text })
const asUri = (text: string): string => encodeURIComponent(wellFormed(text))

function nest(tree: Tree, depth: number): Tree {
  return depth === 0 ? tree : { kind: 'list', items: [nest(tree, depth - 1)] }
}

const ofDraft: readonly OfDraft[] = [
  function replaceValue({ body }, { at, json }) {
    if (body) pick(placesIn(body), at)?.put(raw(json))
  },
  function replaceText({ body }, { at, text }) {
    if (!body) return
    const texts = placesIn(body).filter(({ value }) => value.kind === 'raw' && value.text.startsWith('"'))
    pick(texts, at)?.put(raw(JSON.stringify(text)))
  },
  function nestValue({ body }, { at }) {
    const place = body && pick(placesIn(body), at)
    place?.put(nest(place.value, 1 + (at % 70)))
  },
  function leaveOut({ body }, { at }) {
    const one = body && pick(objectsIn(body), at)
    if (one) one.entries.splice(at % Math.max(1, one.entries.length), 1)
  },
  function addKey({ body }, { at, json }) {
    const one = body && pick(objectsIn(body), at)
    one?.entries.push([pick(badKeys, at) ?? '', raw(json)])
  },
  function repeatKey({ body }, { at, json }) {
    const one = body && pick(objectsIn(body), at)
    const entry = one && pick(one.entries, at)
    if (entry) one.entries.push([entry[0], raw(json)])
  },
  function repeatKeyWithItsValue({ body }, { at }) {
    const one = body && pick(objectsIn(body), at)
    const entry = one && pick(one.entries, at)
    if (entry) one.entries.push(entry)
  },
  function replaceBody(draft, { json }) {
    draft.body = raw(json)
  },
  function leaveOutBody(draft) {
    draft.body = undefined
  },
  function changePath({ path }, { at, text }) {
    const name = pick(Object.keys(path), at)
    if (name !== undefined) path[name] = asUri(text)
  },
  function changePathUnencoded({ path }, { at, text }) {
    const name = pick(Object.keys(path), at)
    if (name !== undefined) path[name] = inTarget(text)
  },
  function encodePathTwice({ path }, { at, text }) {
    const name = pick(Object.keys(path), at)
    if (name !== undefined) path[name] = asUri(asUri(text))
  },
  function changeQuery({ query }, { at, text }) {
    const one = pick(query, at)
    if (one) one[1] = asUri(text)
  },
  function changeQueryUnencoded({ query }, { at, text }) {
    const one = pick(query, at)
    if (one) one[1] = inTarget(text)
  },
  function repeatQuery({ query }, { at, text }) {
    const one = pick(query, at)
    if (one) query.push([one[0], at % 2 ? asUri(text) : one[1]])
  },
  function addQuery({ query }, { at, text }) {
    const names = ['__proto__', 'constructor', 'limit', 'limit[]', 'a[b]', '', 'keep', 'no_such', asUri(text)]
    query.push([pick(names, at) ?? '', asUri(text)])
  },
  function oddQuery({ query }, { at }) {
    query.push(
      pick(
        [
          ['%', '%'],
          ['%zz', '1'],
          ['limit', '%00'],
          ['%c0%af', '+'],
          ['a', '1;b=2'],
        ],
        at,
      ) ?? ['', ''],
    )
  },
  function longQuery({ query }, { at }) {
    query.push(['q', 'x'.repeat(1 + (at % 20_000))])
  },
]

/** Without what would end the line of a request, or part it. */
const inTarget = (text: string): string => wellFormed(text.replaceAll(/[\s\p{Cc}]/gu, ''))

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'get',
  'GETT',
  '',
]
const types = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json;;;',
  'APPLICATION/JSON',
  'application/json, text/plain',
  'application/problem+json',
  '*/*',
  '/',
  'a/b/c',
]
const headers: readonly [string, string][] = [
  ['Idempotency-Key', 'fuzz-1'],
  ['Idempotency-Key', ''],
  ['Idempotency-Key', 'x'.repeat(300)],
  ['Prefer', 'respond-async'],
  ['Prefer', 'wait=0, ,;'],
  ['X-Confirmation', 'a.b.c'],
  ['X-Request-ID', 'x'.repeat(2_000)],
  ['X-Request-ID', '\u00e9\u00ff'],
  ['Last-Event-ID', '-1'],
  ['Authorization', 'Bearer sigma_made-up'],
  ['Authorization', 'Basic !!!!'],
  ['X-Admin-Token', 'sigma_made-up'],
  ['Accept', 'text/html'],
  ['Accept', '*/*;q=nope'],
  ['Accept-Encoding', 'gzip;q=0, *;q=0'],
  ['If-None-Match', '*'],
  ['If-Modified-Since', 'yesterday'],
  ['Range', 'bytes=-1,0-,99999999999-'],
  ['Origin', 'https://evil.example'],
  ['Origin', 'null'],
  ['Host', 'evil.example'],
  ['Host', ''],
  ['Cookie', 'a=b; '.repeat(100)],
  ['Content-Encoding', 'gzip'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Forwarded-Host', 'evil.example'],
  ['Upgrade', 'h2c'],
  ['__proto__', '1'],
  ['constructor', '1'],
]
const badBytes: readonly Buffer[] = [
  Buffer.from([0]),
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xe0, 0x80, 0xaf]),
  Buffer.from([0xf8, 0x88, 0x80, 0x80, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from([0x80]),
]

const ofBytes: readonly OfBytes[] = [
  function changeMethod(sent, { at }) {
    sent.method = pick(methods, at) ?? 'GET'
    if (sent.method === '') sent.breaksFraming = true
  },
  function changeType(sent, { at }) {
    replaceHeader(sent, 'Content-Type', pick(types, at) ?? '')
  },
  function leaveOutType(sent) {
    sent.headers = sent.headers.filter(([name]) => name !== 'Content-Type')
  },
  function addHeader(sent, { at }) {
    const header = pick(headers, at)
    if (header) sent.headers.push(header)
  },
  function addTextHeader(sent, { at, text }) {
    const names = ['Idempotency-Key', 'X-Request-ID', 'Prefer', 'Accept', 'X-Confirmation', 'Last-Event-ID']
    sent.headers.push([pick(names, at) ?? '', wellFormed(text.replaceAll(/\p{Cc}/gu, ' '))])
  },
  function insertBytes(sent, { at }) {
    if (!sent.body) return
    const place = at % (sent.body.length + 1)
    const inserted = pick(badBytes, at) ?? badBytes[0]
    sent.body = Buffer.concat([sent.body.subarray(0, place), inserted, sent.body.subarray(place)])
  },
  function flipByte(sent, { at }) {
    if (!sent.body || sent.body.length === 0) return
    sent.body = Buffer.from(sent.body)
    sent.body[at % sent.body.length] ^= 1 << (at % 8)
  },
  function cutBody(sent, { at }) {
    if (sent.body) sent.body = sent.body.subarray(0, at % (sent.body.length + 1))
  },
  function prefix(sent, { at }) {
    const before = ['/api', '/api/api', '/', '//', '/./', '/ui', '/ui/runs', '/ui/sweeps', 'http://127.0.0.1']
    sent.target = (pick(before, at) ?? '') + sent.target
  },
  function suffix(sent, { at }) {
    const after = ['/', '//', '/..', '/.', '#x', '?', '??', '&', '%', '%zz', '%00', ';a=b', '.json', '\\']
    sent.target += pick(after, at) ?? ''
  },
  function elsewhere(sent, { at, text }) {
    const pages = [
      '/ui/runs/',
      '/ui/sweeps/',
      '/ui/packs/',
      '/ui/models/swingsigma/',
      '/ui/assets/',
      '/ui/',
      '/',
    ]
    sent.target = (pick(pages, at) ?? '/') + asUri(text)
  },
  function page(sent, { at, text }) {
    const pages = ['/ui/leaderboard', '/ui/runs', '/ui/sweeps', '/ui/jobs', '/ui/packs', '/ui/models', '/ui']
    const fields = [
      'model_id',
      'pack_id',
      'limit',
      'offset',
      'order_by',
      'status',
      'tag',
      'kind',
      'pass_gate',
    ]
    sent.target = `${pick(pages, at)}?${pick(fields, at >> 3)}=${asUri(text)}`
  },
  function breakRequestLine(sent, { at, text }) {
    sent.target = [`${sent.target} ${inTarget(text)}`, '', '*', ' ', '/\u00e9', '\\', '//evil.example/x'][
      at % 7
    ]
    sent.breaksFraming = true
  },
  function wrongLength(sent, { at }) {
    const lengths = ['0', '1', '-1', '+2', '1e1', '0x2', '2, 2', ' ', '99999999999999999999']
    sent.headers.push(['Content-Length', pick(lengths, at) ?? ''])
    sent.breaksFraming = true
  },
  function bothLengths(sent, { at }) {
    const codings = ['chunked', 'identity', 'chunked, chunked', 'xchunked', 'chunked, identity', ' chunked']
    sent.headers.push(['Transfer-Encoding', pick(codings, at) ?? ''])
    sent.breaksFraming = true
  },
]

function replaceHeader(sent: Outgoing, name: string, value: string): void {
  sent.headers = [...sent.headers.filter(([each]) => each !== name), [name, value]]
}

/** One mutation. What breaks a request at once, so that nothing behind is reached, comes less often. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: ofDraft.length - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: ofDraft.length, max: ofDraft.length + ofBytes.length - 1 }) },
  ),
  at: fc.nat(99_999),
  text: badText,
  json: badValue,
})

/** A good request and what was done to it, as it is to be sent. */
export function mutated(good: Draft, mutations: readonly Mutation[]): Outgoing {
  const draft = structuredClone(good)
  for (const one of mutations) ofDraft[one.kind]?.(draft, one)
  const { operation, method, template, path, query, body } = draft
  const asked = query.map(([name, value]) => `${name}=${value}`).join('&')
  const sent: Outgoing = {
    operation,
    method,
    target: template.replaceAll(/\{(\w+)\}/g, (_, name) => path[name] ?? '') + (asked ? `?${asked}` : ''),
    headers: [...draft.headers, ...(body ? [['Content-Type', 'application/json'] as [string, string]] : [])],
    body: body && Buffer.from(written(body), 'utf8'),
    breaksFraming: false,
  }
  for (const one of mutations) ofBytes[one.kind - ofDraft.length]?.(sent, one)
  return sent
}
