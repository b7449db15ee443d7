import { onModel, option, type Target } from '../target.ts'
import type { Variables } from '../variables.ts'

const presets = ['breakout', 'meanrevert', 'trend', 'squeeze', 'rs', 'highmomo']
const lists = ['nasdaq100', 'nasdaq200', 'sp100', 'sp500', 'russell1000']

/** What followed the tickers. The Makefile's own pack did not reach its scans, which had one of another name. */
const scanned = ({ get, or }: Variables): string[] => [
  ...option('--start', get('START')),
  ...option('--end', get('END')),
  ...option('--top', or('TOP_N', '')),
  ...option('--model', or('MODEL_ID', '')),
  ...option('--pack', or('PACK_ID', '').replace('swingedge', 'swingsigma')),
]

const universe = ({ get }: Variables): string[] =>
  get('UNIVERSE_CSV') === ''
    ? option('--tickers', get('UNIVERSE'))
    : option('--universe', get('UNIVERSE_CSV'))

const calibrated = (given: Variables): string[] => [
  given.get('MODEL_ID'),
  ...option('--pack', given.or('PACK_ID', '').replace('swingedge', 'swingsigma')),
  ...option('--grid', given.or('GRID', '')),
  ...option('--top', given.or('TOP_N', '')),
]

/** Universes ranked by their last bars. */
export const scans: readonly Target[] = [
  { name: 'calibrate-scanner', requires: onModel, command: 'calibrate thresholds', words: calibrated },
  {
    name: 'scan',
    command: 'scan',
    words: (given) => [...universe(given), ...scanned(given)],
  },
  {
    name: 'scan-api',
    command: 'scan',
    words: (given) => [...universe(given), ...scanned(given)],
  },
  ...presets.map(
    (preset): Target => ({
      name: `scan-${preset}`,
      command: 'scan',
      words: (given) => [preset, ...universe(given), ...scanned(given)],
    }),
  ),
  ...lists.map(
    (list): Target => ({
      name: `scan-${list}`,
      command: 'scan',
      note: `the tickers are those of data/universe/${list}.csv or universes/${list}.csv in the workspace: Sigma brings no list`,
      words: (given) => ['breakout', '--universe', list, ...scanned(given)],
    }),
  ),
]
