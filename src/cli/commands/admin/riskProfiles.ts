import { Command } from 'commander'
import type { RequestBody } from '../../../contract/operations.ts'
import { type FieldError, invalidParam } from '../../../core/errors.ts'
import { confirmed } from '../../confirmed.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { group } from '../../group.ts'
import { names } from '../../listArguments.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'

type Budget = RequestBody<'updateRiskProfile'>['risk_budget']

export function adminRiskProfiles(context: CliContext): Command {
  return group('risk-profiles', list(context), set(context))
    .description('the limits that runs are held to, by pack and profile')
    .addHelpText(
      'after',
      examples(
        'sigma admin risk-profiles list --pack swingsigma',
        'sigma admin risk-profiles set swingsigma balanced max_drawdown_pct=0.2 --dry-run',
      ),
    )
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('budgets with their versions, of which 1 is that of the files')
    .option('--pack <id>', 'only this pack')
    .addHelpText(
      'after',
      examples('sigma admin risk-profiles list', 'sigma admin risk-profiles list --pack swingsigma --json'),
    )
    .action(async ({ pack, ...flags }: ListFlags & { pack?: string }) => {
      const body = await context.ask((client) =>
        client.GET('/admin/risk-profiles', { params: { query: { pack_id: pack } } }),
      )
      const rows = body.profiles
      context.output.list(
        { ...body, rows, total: rows.length },
        {
          columns: [
            { field: 'pack_id', title: 'pack', rank: 0 },
            { field: 'profile', rank: 0 },
            { field: 'version', align: 'right', rank: 0 },
            { field: 'set', title: 'set over the files', rank: 1, show: limitsText },
            { field: 'risk_budget', title: 'holds', rank: 2, show: limitsText, clip: true },
            { field: 'risk_sha', title: 'risk sha', rank: 3, show: (sha) => String(sha).slice(0, 12) },
          ],
          whenEmpty: 'No such pack. All of them: sigma packs list',
        },
        flags,
      )
    })
  return listOptions(command)
}

function limitsText(limits: unknown): string {
  const entries = typeof limits === 'object' && limits !== null ? Object.entries(limits) : []
  return entries.map(([name, value]) => `${name}=${value}`).join(' ') || '-'
}

function set(context: CliContext): Command {
  return new Command('set')
    .description('changes limits as the next version; later runs are held to it, earlier ones keep theirs')
    .argument('<pack>', 'which pack')
    .argument('<profile>', 'conservative, balanced or aggressive')
    .argument('[limits...]', 'NAME=VALUE, as in a pack.yaml')
    .option('--reset <names>', 'limits that are to be those of the files again, comma-separated', names)
    .addHelpText(
      'after',
      examples(
        'sigma admin risk-profiles set swingsigma balanced max_drawdown_pct=0.2 min_trades=40 --yes',
        'sigma admin risk-profiles set swingsigma balanced --reset min_trades --dry-run',
      ),
    )
    .action(async (pack: string, profile: string, limits: string[], { reset = [] }: { reset?: string[] }) => {
      const { output } = context
      const body = { pack_id: pack, profile, risk_budget: budgetOf(limits, reset) }
      if (shownOnly(context, { method: 'PATCH', path: '/admin/risk-profiles', body })) return
      const answer = await confirmed(context, `change the ${profile} risk budget of ${pack}`, (headers) =>
        context.ask((client) => client.PATCH('/admin/risk-profiles', { body, headers })),
      )
      const { before, after } = answer
      output.answer(answer, () =>
        before.version === after.version
          ? `version ${after.version} says so already; nothing was changed`
          : [`version ${after.version}`, ...differences(before.risk_budget, after.risk_budget)].join('\n'),
      )
      output.note(`next: sigma admin risk-profiles list --pack ${pack}`)
    })
}

function differences(before: object, after: object): string[] {
  const from = new Map<string, unknown>(Object.entries(before))
  const to = new Map<string, unknown>(Object.entries(after))
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((name) => from.get(name) !== to.get(name))
    .map((name) => `  ${name}: ${from.get(name) ?? 'not set'} -> ${to.get(name) ?? 'not set'}`)
}

/** @throws INVALID_PARAM for a limit without a value, and when none is named; the server knows which there are */
function budgetOf(limits: readonly string[], reset: readonly string[]): Budget {
  const faults: FieldError[] = []
  const set = limits.map((text) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(text) ?? []
    if (name === '') faults.push({ field: 'limits', issue: `expected NAME=VALUE, got ${text}` })
    if (name === 'allowed_hours') return [name, value] as const
    const number = value.trim() === '' ? Number.NaN : Number(value)
    if (name !== '' && Number.isNaN(number))
      faults.push({ field: name, issue: `expected a number, got "${value}"` })
    return [name, number] as const
  })
  if (set.length + reset.length === 0) faults.push({ field: 'limits', issue: 'names no limit to change' })
  if (faults.length > 0) throw invalidParam(faults)
  return Object.fromEntries<number | string | null>([...set, ...reset.map((name) => [name, null] as const)])
}
