import { Command } from 'commander'
import type { SweepRow } from '../../../contract/types.ts'
import { csvCell } from '../../../core/csvCell.ts'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { spreadsheetOption } from '../../output/listOptions.ts'
import { allSweepRows } from '../../work.ts'
import { saveReport } from '../../writeReport.ts'

/** Columns of the CSV, first those that the specification names. Nothing measures parity and capacity: they are empty. */
const columns: Record<string, (row: SweepRow) => unknown> = {
  kind: ({ kind }) => kind,
  value: ({ config }) => config.value,
  allowed_hours: ({ config }) => config.allowed_hours,
  sharpe: ({ metrics }) => metrics.sharpe,
  cum_ret: ({ metrics }) => metrics.cum_return,
  trades: ({ metrics }) => metrics.trades,
  gate: ({ gate }) => gate && (gate.pass ? 'pass' : gate.reasons.join(' ')),
  parity: () => null,
  capacity: () => null,
  tag: ({ config }) => config.tag,
  pack_sha: ({ lineage }) => lineage.pack_sha,
  indicator_set_sha: ({ lineage }) => lineage.indicator_set_sha,
  model_config_sha: ({ lineage }) => lineage.model_config_sha,
  policy_sha: ({ lineage }) => lineage.policy_sha,
  risk_sha: ({ lineage }) => lineage.risk_sha,
  risk_profile: ({ lineage }) => lineage.risk_profile,
  matrix_sha: ({ lineage }) => lineage.matrix_sha,
  config_sha: ({ lineage }) => lineage.config_sha,
  splits: ({ config }) => config.splits,
  calibration: ({ config }) => config.calibration,
  hyperparams: ({ config }) => JSON.stringify(config.hyperparams ?? {}),
  rung: ({ rung }) => rung,
  features: ({ features }) => features?.join(' '),
  momentum_gate: ({ config }) => config.momentum_gate,
  seed: ({ config }) => config.seed,
  backtest_run_id: ({ backtest_run_id }) => backtest_run_id,
}

export function sweepExport(context: CliContext): Command {
  return new Command('export')
    .description('every row of a sweep as CSV, with settings, gate and the hashes of its lineage')
    .argument('<sweep>', 'id of the sweep')
    .option('--out <file>', 'write it to this file instead of printing it')
    .addOption(spreadsheetOption())
    .addHelpText('after', examples('sigma sweep export ID', 'sigma sweep export ID --out sweep.csv'))
    .action(async (id: string, { out, spreadsheet = false }: { out?: string; spreadsheet?: boolean }) => {
      const { output, globals } = context
      const { rows, status } = await allSweepRows(context, id)
      const csv = `${[Object.keys(columns).join(','), ...rows.map((row) => lineOf(row, spreadsheet))].join('\n')}\n`
      if (out !== undefined && !globals.dryRun) {
        const file = await saveReport(out, csv)
        output.answer({ ok: true, sweep_id: id, status, file, rows: rows.length }, () => `wrote ${file}`)
      } else output.answer({ ok: true, sweep_id: id, status, rows: rows.length, csv }, () => csv.trimEnd())
    })
}

const lineOf = (row: SweepRow, forSpreadsheet: boolean): string =>
  Object.values(columns)
    .map((cell) => csvCell(String(cell(row) ?? ''), { forSpreadsheet }))
    .join(',')
