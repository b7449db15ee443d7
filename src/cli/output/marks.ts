import type { Paint } from './paint.ts'

export type CheckStatus = 'ok' | 'warn' | 'error' | 'skipped'

/** A word of equal width for the state of a check: readable without colour too. */
export function statusMark(status: CheckStatus, paint: Paint): string {
  switch (status) {
    case 'ok':
      return paint.green('ok     ')
    case 'warn':
      return paint.yellow('warn   ')
    case 'error':
      return paint.red('error  ')
    case 'skipped':
      return paint.dim('skipped')
  }
}
