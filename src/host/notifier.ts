import manifest from '../../package.json' with { type: 'json' }
import type { Log } from '../services/log.ts'
import type { Notifier } from '../services/notifier.ts'
import type { Parts } from '../services/parts.ts'
import {
  claimNotification,
  endNotification,
  forgetNotifications,
  type Notification,
  nextNotificationDue,
  postponeNotification,
  returnNotification,
} from '../store/notifications.ts'
import { shownReceiver } from './receiver.ts'
import type { Settings } from './settings.ts'
import { type Delivery, deliver } from './webhook.ts'

export interface OpenNotifier extends Notifier {
  /** Sends what is due for so long, and leaves the rest to the next process. */
  close(graceMs: number): Promise<void>
}

export interface NotifierOptions {
  url: string
  settings: Pick<Settings, 'notify_secret' | 'notify_events'>
  parts: Pick<Parts, 'db' | 'wallTime' | 'reportBug'>
  log: Log
  /** Told once, where nothing can be sent. */
  warn(message: string): void
  /** Milliseconds from one try to the next. The last one is the last. */
  delays?: readonly number[]
  /** Milliseconds after which it is looked for what other processes have kept, or left. */
  pollMs?: number
}

/** After the first try, six more in about 15 hours. */
const usualDelays = [5_000, 60_000, 300_000, 1_800_000, 10_800_000, 43_200_000]

/** Longer than a try can take: a process that was killed keeps nobody from it after that. */
const claimMs = 60_000

const usualPollMs = 60_000

/** How long it can be told what was sent. */
const rememberedMs = 30 * 86_400_000

/**
 * Sends the notifications of a store, one after the other, those of other processes too. Whatever happens to one, no run
 * waits for it and none fails.
 */
export function openNotifier(options: NotifierOptions): OpenNotifier {
  const { url, settings, parts, log, warn, delays = usualDelays, pollMs = usualPollMs } = options
  const { notify_secret: secret, notify_events: events } = settings
  const stopping = new AbortController()
  const agent = `sigma/${manifest.version}`
  const { db } = parts
  let sending: Promise<void> | undefined
  let isAskedAgain = false
  let timer: NodeJS.Timeout | undefined
  let isWarned = false

  const later = (ms: number): string => new Date(parts.wallTime().getTime() + ms).toISOString()

  async function sendDue(key: string): Promise<void> {
    for (;;) {
      if (stopping.signal.aborted) return
      const one = await claimNotification(db, later(0), later(claimMs))
      if (one === undefined) return
      const message = { id: one.id, body: one.body, at: parts.wallTime() }
      await settle(one, await deliver(url, message, { secret: key, agent, signal: stopping.signal }))
    }
  }

  async function settle({ id, event, attempts }: Notification, delivery: Delivery): Promise<void> {
    const facts = { notification_id: id, event, receiver: shownReceiver(url), attempts }
    if (delivery.ok) {
      await endNotification(db, id, { status: 'sent', endedAt: later(0) })
      log.info('notification sent', facts)
      return
    }
    const { error, again, waitMs = 0, isCut = false } = delivery
    if (isCut) {
      await returnNotification(db, id, { dueAt: later(0), error })
      log.info('notification left to the next process', facts)
      return
    }
    const delay = delays.at(attempts - 1)
    if (!again || delay === undefined) {
      await endNotification(db, id, { status: 'given_up', endedAt: later(0), error })
      log.error('notification given up', { ...facts, error })
      warn(`the receiver of notify.url was not told of ${event}: ${error}`)
      return
    }
    // Of several processes and events not all are to come back at once.
    const dueAt = later(Math.max(waitMs, delay * (0.8 + 0.4 * Math.random())))
    await postponeNotification(db, id, { dueAt, error })
    log.warn('notification not sent yet', { ...facts, error, due_at: dueAt })
  }

  async function pass(): Promise<void> {
    clearTimeout(timer)
    if (secret === undefined) {
      if (!isWarned) warn('SIGMA_NOTIFY_SECRET is not set: notifications are kept for a process that has it')
      isWarned = true
      return
    }
    try {
      do {
        isAskedAgain = false
        await sendDue(secret)
      } while (isAskedAgain && !stopping.signal.aborted)
      await forgetNotifications(db, later(-rememberedMs))
      if (stopping.signal.aborted) return
      const due = await nextNotificationDue(db)
      wakeIn(due === undefined ? pollMs : Date.parse(due) - parts.wallTime().getTime())
    } catch (error) {
      parts.reportBug(error, 'sending notifications')
      // The store may be there again by then.
      wakeIn(pollMs)
    }
  }

  function wakeIn(ms: number): void {
    timer = setTimeout(wake, Math.min(Math.max(ms, 100), pollMs))
    // Nobody waits for it: what is left is sent by the next process.
    timer.unref()
  }

  function wake(): void {
    if (stopping.signal.aborted) return
    if (sending) {
      isAskedAgain = true
      return
    }
    sending = pass().finally(() => {
      sending = undefined
      if (isAskedAgain) wake()
    })
  }

  return {
    wants: (event) => events.includes(event),
    wake,
    async close(graceMs) {
      const late = setTimeout(() => stopping.abort(), graceMs)
      while (sending) await sending
      clearTimeout(late)
      clearTimeout(timer)
      stopping.abort()
    },
  }
}
