import { SigmaError } from '../errors.ts'

/** Why data that has classes and nothing else can be trained but not backtested. */
export function withoutReturns(): SigmaError {
  return new SigmaError(
    'UNPROCESSABLE',
    'the data has a class target but no returns, so profit cannot be measured',
    { next: 'add a column of forward returns or of closes, or train without a backtest' },
  )
}
