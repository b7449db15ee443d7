import type { AssistantRequest } from './types.ts'

export type View = NonNullable<NonNullable<AssistantRequest['context']>['view']>

/** The pages that somebody may ask the assistant from. */
export const views = [
  'designer',
  'build',
  'sweeps',
  'leaderboard',
  'backtest',
  'train',
  'signals',
  'overlay',
  'admin',
] as const satisfies readonly View[]
