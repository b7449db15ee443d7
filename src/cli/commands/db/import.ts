import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { count, plural } from '../../output/format.ts'
import { examples } from '../../output/help.ts'

export function dbImport(context: CliContext): Command {
  return new Command('import')
    .description(
      'copies packs, model configs, indicator sets and policies from their files to the database; --dry-run shows what it would store',
    )
    .argument('[pack]', 'one pack (default: all of them, and the registry of indicators)')
    .addHelpText(
      'after',
      examples('sigma db import swingsigma --dry-run', 'sigma db import --dry-run --json'),
    )
    .action(async (pack: string | undefined) => {
      const dryRun = context.globals.dryRun === true
      const packId = pack === undefined || pack === 'all' ? null : pack
      const { settings } = await context.settings()
      const { importFiles } = await import('../../../host/db.ts')
      const rows = (await importFiles(context.workspace, settings, { packId, dryRun })).map(
        ({ packId: pack_id, ...row }) => ({ ...row, pack_id }),
      )
      context.output.answer({ ok: true, dry_run: dryRun, rows }, () => describe(rows, dryRun))
    })
}

interface Row {
  kind: 'indicator' | 'pack' | 'model_config' | 'indicator_set' | 'policy'
  name: string
  stored: 'new' | 'changed' | 'same' | 'kept'
  version: number | null
}

const kinds: readonly [Row['kind'], string][] = [
  ['indicator', 'indicator'],
  ['pack', 'pack'],
  ['model_config', 'model config'],
  ['indicator_set', 'indicator set'],
  ['policy', 'policy'],
]

function describe(rows: readonly Row[], dryRun: boolean): string {
  const lines = kinds.flatMap(([kind, word]) => {
    const own = rows.filter((row) => row.kind === kind)
    if (own.length === 0) return []
    const of = (stored: Row['stored']) => own.filter((row) => row.stored === stored).length
    return [
      `${word.padEnd(15)}${count(own.length)}: ${count(of('new'))} new, ${count(of('changed'))} changed, ${count(of('same'))} as they were`,
    ]
  })
  const policies = rows.filter(
    ({ kind, stored }) => kind === 'policy' && (stored === 'new' || stored === 'changed'),
  )
  if (policies.length > 0) {
    const will = dryRun ? 'would be' : 'are'
    lines.push(
      '',
      `From now on the stored policies of ${plural(policies.length, 'model')} ${will} in force, in place of their files: sigma policy show MODEL`,
    )
  }
  const kept = rows.filter(({ stored }) => stored === 'kept')
  if (kept.length > 0) {
    lines.push(
      '',
      `Kept, since another version was stored after the file's: ${kept.map(({ name, version }) => `${name} (version ${version})`).join(', ')}`,
    )
  }
  if (dryRun) lines.push('', 'Nothing was stored (--dry-run).')
  return lines.join('\n')
}
