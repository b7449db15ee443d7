import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { SigmaError } from '../../../core/errors.ts'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { requestPath } from '../../workspacePath.ts'

export function sweepConfig(context: CliContext): Command {
  return new Command('config')
    .description('write a sweep.yaml to begin with, for sigma sweep --file')
    .argument('<model>', 'model to sweep')
    .option('--out <file>', 'where to write it (default: sweeps/MODEL_sweep.yaml in the workspace)')
    .option('--force', 'also over a file that is there')
    .addHelpText(
      'after',
      examples(
        'sigma sweep config spx_eq_swing_daily',
        'sigma sweep config spx_eq_swing_daily --out sweep.yaml --force',
      ),
    )
    .action(async (model: string, { out, force }: { out?: string; force?: boolean }) => {
      const { output, workspace, globals } = context
      const { pack_id } = await context.ask((client) =>
        client.GET('/model_detail', { params: { query: { model_id: model } } }),
      )
      const path = out === undefined ? join(workspace, 'sweeps', `${model}_sweep.yaml`) : resolve(out)
      const file = requestPath(workspace, path)
      const text = template(model, pack_id)
      if (globals.dryRun) {
        output.answer({ ok: true, dry_run: true, file, text }, () => `would write ${file}:\n\n${text}`)
        return
      }
      await write(path, file, text, force === true)
      output.answer({ ok: true, file }, () => `wrote ${file}`)
      output.note(`next: edit it, then: sigma sweep ${model} --file ${out ?? path} --dry-run`)
    })
}

function template(model: string, pack: string): string {
  return `# What sigma sweep ${model} --file goes through: every combination, each fit once.
model_id: ${model}
pack_id: ${pack}
axes:
  thresholds: [[0.50, 0.52, 0.54], [0.55, 0.60, 0.65]]
  top_pct: [0.10, 0.15]
  splits: [3, 5]
  calibration: [none, sigmoid]
  # hours: [all, "13,14,15"]
  # momentum: [true, false]
  # hyperparams: { depth: [2, 3], rate: [0.05, 0.1] }
  # features: [all, [rsi_14, macd]]
`
}

async function write(path: string, file: string, text: string, force: boolean): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EEXIST') {
      throw new SigmaError('CONFLICT', `${file} is there already`, {
        next: 'name another with --out, or add --force',
      })
    }
    throw new SigmaError('UNAVAILABLE', `${file} can't be written: ${String(code ?? cause)}`, {
      next: 'name another with --out',
      cause,
    })
  }
}
