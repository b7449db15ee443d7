import { createHash, randomBytes } from 'node:crypto'
import { SigmaError } from '../core/errors.ts'
import * as store from '../store/confirmations.ts'
import type { Parts } from './parts.ts'
import { currentUser } from './user.ts'

type Confirmed = Pick<store.Confirmation, 'kind' | 'payload'>

/** Long enough to read what is to be done, too short to be found later. */
const goodForMs = 10 * 60_000

/** Used and expired ones are known for so long, so that who comes late is told why. */
const knownForMs = 24 * 60 * 60_000

export interface OfferedConfirmation {
  /** Confirms this request alone, by this user, once. Only its hash is kept. */
  confirmation: string
  expiresAt: string
}

/** Lets whoever asks now have a request done, once they have seen it. */
export async function offerConfirmation(
  { db, now }: Pick<Parts, 'db' | 'now'>,
  { kind, payload }: { kind: store.Confirmation['kind']; payload: object },
): Promise<OfferedConfirmation> {
  const time = now()
  await store.deleteConfirmationsBefore(db, later(time, -knownForMs))
  const confirmation = randomBytes(24).toString('base64url')
  const expiresAt = later(time, goodForMs)
  await store.insertConfirmation(db, {
    tokenSha: shaOf(confirmation),
    userId: currentUser(),
    kind,
    payload,
    createdAt: time.toISOString(),
    expiresAt,
  })
  return { confirmation, expiresAt }
}

/**
 * The request that a text confirms. It is used up by that, whatever comes of the request.
 *
 * @throws FORBIDDEN when it was used, has expired, or was not given to who sends it
 */
export async function takeConfirmation(
  { db, now }: Pick<Parts, 'db' | 'now'>,
  confirmation: string,
): Promise<Confirmed> {
  const asked = { tokenSha: shaOf(confirmation), userId: currentUser() }
  const taken = await store.useConfirmation(db, { ...asked, time: now().toISOString() })
  if (taken) return taken
  const known = await store.findConfirmation(db, asked)
  const reason = !known
    ? 'was not given to you'
    : known.usedAt === null
      ? `was good until ${known.expiresAt}`
      : `was used at ${known.usedAt}, and is good once`
  throw new SigmaError('FORBIDDEN', `the confirmation ${reason}; nothing was done`, {
    next: 'ask again, look at what is proposed, and confirm that',
  })
}

const shaOf = (confirmation: string): string => createHash('sha256').update(confirmation).digest('hex')
const later = (time: Date, ms: number): string => new Date(time.getTime() + ms).toISOString()
