import { proposedKinds } from '../../parts.ts'
import { nounOf } from '../../records/addresses.ts'
import { fixed, isShown, many, percent, rowsOf, type Shown, textOf } from './values.ts'

/** The leaderboard: a line for each run, best first. */
export function sayRanking({ rows, total, order_by }: Shown): string {
  const ranked = rowsOf(rows)
  if (ranked.length === 0) return 'No completed backtest is like that.\n'
  const by = { score: 'score', sharpe: 'Sharpe ratio', cum_ret: 'return' }[textOf(order_by)] ?? 'score'
  return [
    `${many(Number(total), 'run')}, those that passed their gate first, then by ${by}:`,
    ...ranked.map(
      (row) =>
        `${textOf(row.rank)}. ${textOf(row.model_id)}, ${verdictOf(row.gate_pass)}: Sharpe ${fixed(row.sharpe, 2)}, return ${percent(row.cum_ret)}, ` +
        `deepest drawdown ${percent(row.max_dd)}, ${many(Number(row.trades ?? 0), 'trade')} (${textOf(row.run_id)})`,
    ),
    '',
  ].join('\n')
}

const verdictOf = (pass: unknown): string =>
  pass === true ? 'passed' : pass === false ? 'not passed' : 'not judged'

export function sayRuns({ kind, rows, total }: Shown): string {
  const found = rowsOf(rows)
  const noun = nounIn(kind)
  if (found.length === 0) return `There is no such ${noun}.\n`
  return [
    `${many(Number(total), noun)}${found.length < Number(total) ? `, of which the newest ${found.length}` : ''}:`,
    ...found.map((row) => {
      const judged = typeof row.gate_pass === 'boolean' ? `, ${verdictOf(row.gate_pass)}` : ''
      const sharpe = typeof row.sharpe === 'number' ? `, Sharpe ${fixed(row.sharpe, 2)}` : ''
      const done =
        typeof row.progress_total === 'number'
          ? `, ${textOf(row.progress_done)} of ${row.progress_total}`
          : ''
      return `- ${textOf(row.id)}: ${textOf(row.model_id)}, ${textOf(row.status)}${judged}${sharpe}${done}, of ${textOf(row.created_at)}`
    }),
    '',
  ].join('\n')
}

export function sayDetail({ run }: Shown): string {
  if (!isShown(run)) return 'There is nothing to tell of it.\n'
  const noun = nounIn(run.kind)
  const figures = isShown(run.metrics) ? figuresOf(run.metrics) : ''
  const failures = rowsOf(run.failures)
  const error = isShown(run.error) ? `It failed: ${textOf(run.error.message)}\n` : ''
  const gate = isShown(run.gate)
    ? run.gate.pass === true
      ? 'It passed its gate.\n'
      : 'It did not pass its gate:\n'
    : ''
  return [
    `The ${noun} of ${textOf(run.model_id)} (${textOf(run.pack_id)}) is ${textOf(run.status)}.\n`,
    figures,
    error,
    gate,
    ...failures.map(({ sentence }) => `- ${textOf(sentence)}\n`),
  ].join('')
}

function figuresOf({ sharpe, cum_return, max_dd, trades }: Shown): string {
  if (typeof sharpe !== 'number' && typeof cum_return !== 'number') return ''
  return `Sharpe ${fixed(sharpe, 2)}, return ${percent(cum_return)}, deepest drawdown ${percent(max_dd)}, ${many(Number(trades ?? 0), 'trade')}, all out of sample and net.\n`
}

export function sayFailures({ passed, failed, reasons, rows }: Shown): string {
  const runs = rowsOf(rows)
  if (Number(passed) + Number(failed) === 0) return 'No backtest like that was judged by a gate.\n'
  if (runs.length === 0) return `${many(Number(passed), 'backtest')} passed, and none failed.\n`
  if (Number(passed) + Number(failed) === 1) {
    return [
      `${textOf(runs[0].run_id)} did not pass${ofProfile(runs[0])}:\n`,
      ...rowsOf(runs[0].failures).map(({ sentence }) => `- ${textOf(sentence)}\n`),
    ].join('')
  }
  return [
    `${failed} of ${Number(passed) + Number(failed)} did not pass. How often each reason was:\n`,
    ...rowsOf(reasons).map(
      ({ reason, runs: count }) => `- ${textOf(reason).replaceAll('_', ' ')}: ${textOf(count)}\n`,
    ),
    `The newest, ${textOf(runs[0].run_id)}:\n`,
    ...rowsOf(runs[0].failures).map(({ sentence }) => `- ${textOf(sentence)}\n`),
  ].join('')
}

const ofProfile = ({ risk_profile: profile }: Shown): string =>
  typeof profile === 'string' ? ` the ${profile} gate` : ' its gate'

export function sayComparison({ rows, differences }: Shown): string {
  return [
    ...rowsOf(rows).map(
      (row) =>
        `- ${textOf(row.id)}: ${isShown(row.metrics) ? figuresOf(row.metrics).trim() : textOf(row.status)}\n`,
    ),
    rowsOf(differences).length === 0 ? 'Their settings do not differ.\n' : 'What differs:\n',
    ...rowsOf(differences)
      .slice(0, 20)
      .map(
        ({ field, values }) =>
          `- ${textOf(field)}: ${Array.isArray(values) ? values.map((one) => JSON.stringify(one)).join(' | ') : ''}\n`,
      ),
  ].join('')
}

export function saySweep({ sweep, variants, verdicts, reasons, best }: Shown): string {
  if (!isShown(sweep)) return 'There is nothing to tell of it.\n'
  const countOf = (pass: boolean) =>
    Number(rowsOf(verdicts).find(({ gate_pass }) => gate_pass === pass)?.runs ?? 0)
  const failed = Number(rowsOf(variants).find(({ status }) => status === 'failed')?.variants ?? 0)
  return [
    `The sweep of ${textOf(sweep.model_id)} is ${textOf(sweep.status)}: ${textOf(sweep.progress_done)} of ${textOf(sweep.progress_total)} variants are done`,
    `${failed > 0 ? `, ${failed} failed` : ''}. ${countOf(true)} passed the gate, ${countOf(false)} did not.\n`,
    ...(rowsOf(reasons).length > 0 ? ['Why not, and how often:\n'] : []),
    ...rowsOf(reasons)
      .slice(0, 5)
      .map(({ reason, runs }) => `- ${textOf(reason).replaceAll('_', ' ')}: ${textOf(runs)}\n`),
    ...(rowsOf(best).length > 0 ? ['The best:\n'] : []),
    ...rowsOf(best)
      .slice(0, 3)
      .map(
        (row) =>
          `- ${textOf(row.run_id)}: ${verdictOf(row.gate_pass)}, Sharpe ${fixed(row.sharpe, 2)}, return ${percent(row.cum_ret)}\n`,
      ),
  ].join('')
}

export function sayTrials({ ledgers }: Shown): string {
  const found = rowsOf(ledgers)
  if (found.length === 0) return 'No trial of that is counted yet.\n'
  return [
    'Trials that the statistics count, by the data that they were made on:\n',
    ...found.map(
      ({ model_id, trials, runs }) =>
        `- ${textOf(model_id)}: ${textOf(trials)} in the ledger, ${many(Number(runs), 'run')} of what you asked for\n`,
    ),
  ].join('')
}

export function sayLineage({ self, made_of, made_total }: Shown): string {
  const name = isShown(self) ? `${textOf(self.kind)} ${textOf(self.id)}` : 'It'
  return [
    `${name} is made of:\n`,
    ...rowsOf(made_of).map(
      (node) => `- ${textOf(node.kind).replaceAll('_', ' ')} ${textOf(node.name ?? node.id)}\n`,
    ),
    `${many(Number(made_total ?? 0), 'thing was', 'things were')} made of it.\n`,
  ].join('')
}

function nounIn(kind: unknown): string {
  const known = proposedKinds.find((one) => one === kind)
  return known === undefined ? 'run' : nounOf(known)
}
