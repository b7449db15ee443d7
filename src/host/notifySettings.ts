import { type NotifyEvent, notifyEvents } from '../services/notifier.ts'
import { shownReceiver } from './receiver.ts'
import { define } from './settingDefinition.ts'
import { address, flag, type Reader, withoutCredentials } from './settingReaders.ts'

const receiver = withoutCredentials(
  address(/^https?:\/\//i),
  'leave them out: the receiver checks the signature',
)

/** What Standard Webhooks make their keys of. */
const secretBytes = { least: 24, most: 64 }

/** `whsec_` and the key in base64. */
const secret: Reader<string> = (value) => {
  const given = typeof value === 'string' ? value.trim() : ''
  const [, key] = /^whsec_([A-Za-z\d+/]+={0,2})$/.exec(given) ?? []
  const bytes = key === undefined ? 0 : Buffer.from(key, 'base64').length
  if (bytes >= secretBytes.least && bytes <= secretBytes.most) return { value: given }
  // What was given is told to nobody.
  return { issue: `expected whsec_ and ${secretBytes.least} to ${secretBytes.most} bytes in base64` }
}

const events: Reader<NotifyEvent[]> = (value) => {
  const names: unknown[] =
    typeof value === 'string' ? value.split(',').map((name) => name.trim()) : [value].flat()
  const known = notifyEvents.filter((event) => names.includes(event))
  const unknown = names.filter((name) => !notifyEvents.some((event) => event === name))
  return unknown.length === 0
    ? { value: known }
    : { issue: `expected some of ${notifyEvents.join(', ')}, got ${JSON.stringify(unknown[0])}` }
}

/** Who is told of what happens. */
export const notifySettings = {
  notify_url: define<string | undefined>({
    env: ['SIGMA_NOTIFY_URL'],
    yaml: 'notify.url',
    read: receiver,
    fallback: undefined,
    // Of some services the path is what lets one in.
    show: (url) => (url === undefined ? undefined : shownReceiver(url)),
    use: 'where it is told that a sweep ended, a gate failed or a model drifts (default: nowhere)',
  }),
  notify_secret: define<string | undefined>({
    env: ['SIGMA_NOTIFY_SECRET'],
    read: secret,
    fallback: undefined,
    secret: true,
    use: 'what notifications are signed with, as whsec_…',
  }),
  notify_events: define<readonly NotifyEvent[]>({
    env: ['SIGMA_NOTIFY_EVENTS'],
    yaml: 'notify.events',
    read: events,
    fallback: notifyEvents,
    use: `what is told, comma-separated (default: all of ${notifyEvents.join(', ')})`,
  }),
  notify_allow_http: define<boolean>({
    env: ['SIGMA_NOTIFY_ALLOW_HTTP'],
    yaml: 'notify.allow_http',
    read: flag,
    fallback: false,
    use: 'whether notify.url may be http: on another machine',
  }),
}
