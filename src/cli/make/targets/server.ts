import { option, type Target } from '../target.ts'
import type { Variables } from '../variables.ts'

const check = ({ get }: Variables): string[] => [
  ...option('--model', get('MODEL_ID')),
  ...option('--pack', get('PACK_ID')),
  ...option('--ticker', get('TICKER')),
  ...option('--start', get('START')),
  ...option('--end', get('END')),
]

/** The server, the database and the checks of both. */
export const server: readonly Target[] = [
  { name: 'help', command: 'make' },
  {
    name: 'ui',
    command: 'serve',
    note: 'it listens on this machine alone, no more on 0.0.0.0',
    words: () => ['--port', '8001'],
  },
  {
    name: 'health',
    requires: ['TICKER'],
    command: 'health',
    words: ({ get }) => option('--ticker', get('TICKER')),
  },
  {
    name: 'check-backend',
    requires: ['TICKER', 'MODEL_ID', 'START', 'END'],
    command: 'check-backend',
    words: check,
  },
  {
    name: 'smoke',
    requires: ['TICKER', 'MODEL_ID', 'START', 'END'],
    command: 'check-backend',
    note: 'it checks each answer, and has no SMOKE_ limits: the gate of the risk profile judges a backtest',
    words: check,
  },
  { name: 'db-migrate', command: 'db migrate' },
  { name: 'db-migrate-dry', command: 'db migrate', words: () => ['--dry-run'] },
  { name: 'db-seed', command: 'db seed' },
  {
    name: 'db-import-policies',
    command: 'db import',
    note: 'indicator sets are stored too, which the script left out',
    words: ({ get }) => [get('PACK_ID')].filter((pack) => pack !== '' && pack !== 'all'),
  },
]
