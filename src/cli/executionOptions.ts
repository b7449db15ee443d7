import { type Command, Option } from 'commander'
import type { BacktestRequest } from '../contract/types.ts'
import { number, positive, whole } from './globals.ts'

/** Options of how signals become trades. */
export interface ExecutionOptions {
  slippageBps?: number
  commissionBps?: number
  sizeByConf?: boolean
  confCap?: number
  allocation?: 'equal' | 'inverse_vol'
  maxExposure?: number
  momentumGate?: boolean
  momentumMin?: number
  momentumColumn?: string
}

/** Options of where positions leave before their horizon. */
export interface BracketOptions {
  brackets?: boolean
  atrPeriod?: number
  atrMultStop?: number
  atrMultTarget?: number
  timeStopMinutes?: number
  minRr?: number
}

export function executionOptions(command: Command, { gate = true }: { gate?: boolean } = {}): Command {
  command
    .option('--slippage-bps <bps>', 'slippage of each change of position, a side', number)
    .option('--commission-bps <bps>', 'commission of each change of position, a side', number)
    .option('--size-by-conf', 'size positions by confidence')
    .option('--no-size-by-conf', 'equal positions')
    .option('--conf-cap <share>', 'largest position when sized by confidence', number)
    .addOption(
      new Option('--allocation <kind>', 'how several tickers share the capital (default: equal)').choices([
        'equal',
        'inverse_vol',
      ]),
    )
    .option(
      '--max-exposure <share>',
      'of several tickers: most of the capital that is held at once',
      positive,
    )
  if (gate) {
    command
      .option('--momentum-gate', 'hold nothing while the momentum is below --momentum-min')
      .option('--no-momentum-gate', 'trade whatever the momentum')
  }
  return command
    .option('--momentum-min <number>', 'momentum that the gate asks for', number)
    .option('--momentum-column <name>', 'column that the gate reads')
}

export function bracketOptions(command: Command): Command {
  return command
    .option(
      '--brackets',
      "leave at the policy's ATR stop, target and time stop; an option below replaces one value",
    )
    .option('--atr-period <bars>', 'bars of the average true range', whole(1))
    .option('--atr-mult-stop <n>', 'distance of the stop from the entry, in average true ranges', positive)
    .option('--atr-mult-target <n>', 'distance of the target, in average true ranges', positive)
    .option(
      '--time-stop-minutes <n>',
      'minutes of trading until it leaves, 390 a day; 0 for no time stop',
      number,
    )
    .option('--min-rr <n>', 'least distance of the target in distances of the stop', number)
}

export function executionFields(options: ExecutionOptions) {
  return {
    slippage_bps: options.slippageBps,
    commission_bps: options.commissionBps,
    size_by_conf: options.sizeByConf,
    conf_cap: options.confCap,
    allocation: options.allocation,
    max_exposure: options.maxExposure,
    momentum_gate: options.momentumGate,
    momentum_min: options.momentumMin,
    momentum_column: options.momentumColumn,
  }
}

/** Any of the values asks for brackets. */
export function bracketFields({ brackets, ...options }: BracketOptions): Pick<BacktestRequest, 'brackets'> {
  const values = {
    atr_period: options.atrPeriod,
    atr_mult_stop: options.atrMultStop,
    atr_mult_target: options.atrMultTarget,
    time_stop_minutes: options.timeStopMinutes,
    min_rr: options.minRr,
  }
  const isGiven = Object.values(values).some((value) => value !== undefined)
  return { brackets: isGiven ? values : brackets }
}
