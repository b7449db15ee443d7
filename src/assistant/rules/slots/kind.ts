import type { RecordKind } from '../../records/addresses.ts'
import type { Asked } from '../asked.ts'

export type RunKind = RecordKind

const nouns: readonly [RunKind, RegExp][] = [
  ['backtest', /\bback ?tests?\b/],
  ['sweep', /\bsweeps?\b/],
  ['train', /\b(?:trainings?|fits?|train jobs?)\b/],
  ['build', /\bbuilds?\b/],
]

/** The kind of run that a text names. */
export function kindIn(text: string): RunKind | undefined {
  return nouns.find(([, noun]) => noun.test(text))?.[0]
}

/** The kind that the asker works on. */
export function kindOfView(view: Asked['view']): RunKind | undefined {
  if (view === 'sweeps') return 'sweep'
  return view === 'build' || view === 'train' || view === 'backtest' ? view : undefined
}

/** Whether a text speaks of one run: `the last sweep`, not `the last sweeps`. */
export const isOne = (text: string): boolean =>
  /\b(?:last|latest|newest|most recent)\s+(?:\w+\s+)?(?:back ?test|sweep|training|fit|build|run)\b(?!s)/.test(
    text,
  ) || /^(?:the |my )?(?:last|latest|newest)\s+(?:back ?test|sweep|training|fit|build|run)$/.test(text)
