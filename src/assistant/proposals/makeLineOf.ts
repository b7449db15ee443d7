import { quoted } from '../../services/repeatWords.ts'
import type { ProposedKind } from '../parts.ts'
import { type Options, optionsOf, wordsOf } from './options.ts'

/** A target of the Makefile of old, with the variable of each field that it passes on. */
interface Target {
  name: string
  variables: Readonly<Record<string, string>>
  /** What it sets by itself, which the request has to say too. */
  sets?: Readonly<Record<string, unknown>>
  /** Without these it asks for them. */
  needs?: readonly string[]
}

const model = { model_id: 'MODEL_ID', pack_id: 'PACK_ID' }
const backtest = { ...model, splits: 'SPLITS', allowed_hours: 'ALLOWED_HOURS' }

const targets: Readonly<Record<ProposedKind, readonly Target[]>> = {
  build: [
    {
      name: 'build',
      variables: { ...model, start: 'START', end: 'END', ticker: 'TICKER', distance_max: 'DISTANCE_MAX' },
      needs: ['start', 'end'],
    },
  ],
  train: [
    {
      name: 'train',
      variables: { ...model, allowed_hours: 'ALLOWED_HOURS' },
      sets: { calibration: 'sigmoid' },
    },
  ],
  backtest: [
    { name: 'backtest', variables: { ...backtest, thresholds: 'THRESHOLDS' } },
    { name: 'backtest-adv', variables: { ...backtest, top_pct: 'TOP_PCT' } },
    {
      name: 'backtest-gated',
      variables: {
        ...{ ...backtest, thresholds: 'THRESHOLDS' },
        ...{ momentum_min: 'MOMENTUM_MIN', momentum_column: 'MOMENTUM_COLUMN' },
      },
      sets: { momentum_gate: true },
    },
  ],
  // Its recipes set a tag and an embargo of their own.
  sweep: [],
}

/** The line of make that sends the same request, written so that no default of the Makefile comes in; undefined where there is none. */
export function makeLineOf(kind: ProposedKind, body: Readonly<Record<string, unknown>>): string | undefined {
  const target = targets[kind].find((one) => says(one, optionsOf[kind], body))
  if (!target) return undefined
  const values = Object.entries(target.variables).map(([field, variable]) => {
    const value = body[field]
    if (value === undefined || value === null) return `${variable}=`
    if (field === 'model_id') return `${variable}=${quoted(String(value))}`
    const [, text] = wordsOf({ [field]: value }, optionsOf[kind]).words
    return `${variable}=${quoted(text)}`
  })
  return ['sigma', 'make', target.name, ...values].join(' ')
}

function says(
  { variables, sets = {}, needs = [] }: Target,
  options: Options,
  { model_id: model, ...fields }: Readonly<Record<string, unknown>>,
): boolean {
  if (typeof model !== 'string' || model.startsWith('-')) return false
  const given = Object.keys(fields).filter((field) => fields[field] !== undefined && fields[field] !== null)
  return (
    given.every((field) => Object.hasOwn(sets, field) || Object.hasOwn(variables, field)) &&
    Object.entries(sets).every(([field, value]) => fields[field] === value) &&
    needs.every((field) => given.includes(field)) &&
    wordsOf(fields, options).left.length === 0
  )
}
