import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { group } from '../../group.ts'
import { count } from '../../output/format.ts'
import { examples } from '../../output/help.ts'

export function dbBackfill(context: CliContext): Command {
  return group('backfill', lineage(context))
    .description('fill what runs of earlier versions do not tell')
    .addHelpText('after', examples('sigma db backfill lineage --dry-run', 'sigma db backfill lineage'))
}

function lineage(context: CliContext): Command {
  return new Command('lineage')
    .description(
      'fills the lineage of completed runs from their columns, model files and sweeps, and marks the rest unknown; --dry-run shows the plan only',
    )
    .addHelpText('after', examples('sigma db backfill lineage --dry-run', 'sigma db backfill lineage --json'))
    .action(async () => {
      const { output, workspace, globals } = context
      const dryRun = globals.dryRun === true
      const { settings } = await context.settings()
      const { backfillRuns } = await import('../../../host/db.ts')
      const plan = await backfillRuns(workspace, settings, { dryRun: true })
      if (dryRun || plan.every(({ incomplete }) => incomplete === 0)) {
        output.answer({ ok: true, dry_run: dryRun, kinds: plan }, () => describe(plan, 'would be'))
        return
      }
      output.note(`plan\n${describe(plan, 'will be')}`)
      const done = await backfillRuns(workspace, settings, { dryRun: false })
      output.answer({ ok: true, dry_run: false, kinds: done }, () => describe(done, 'is'))
    })
}

interface Kind {
  kind: string
  runs: number
  incomplete: number
  derived: Record<string, number>
  unknown: Record<string, number>
}

function describe(kinds: readonly Kind[], verb: string): string {
  return kinds
    .flatMap(({ kind, runs, incomplete, derived, unknown }) => [
      `${kind.padEnd(9)} ${count(runs)} completed: ${incomplete === 0 ? 'nothing is missing' : `${count(incomplete)} without a part of the lineage, which ${verb} filled`}`,
      ...told('derived', derived),
      ...told('unknown', unknown),
    ])
    .join('\n')
}

function told(word: string, fields: Record<string, number>): string[] {
  const all = Object.entries(fields).map(([field, runs]) => `${field} ${count(runs)}`)
  return all.length === 0 ? [] : [`  ${word}: ${all.join(', ')}`]
}
