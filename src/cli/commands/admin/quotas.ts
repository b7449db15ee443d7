import { Command } from 'commander'
import type { RequestBody } from '../../../contract/operations.ts'
import { invalidParam } from '../../../core/errors.ts'
import { confirmed } from '../../confirmed.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { whole } from '../../globals.ts'
import { group } from '../../group.ts'
import { examples } from '../../output/help.ts'
import { lineWidth, pairs } from '../../sections.ts'

interface SetOptions {
  sweepsPerDay?: number
  sweepsConcurrent?: number
  trainPerDay?: number
  trainConcurrent?: number
  expiresAt?: string
  reason?: string
}

export function adminQuotas(context: CliContext): Command {
  return group('quotas', show(context), set(context))
    .description('how many sweeps and trainings a user may ask for')
    .addHelpText(
      'after',
      examples('sigma admin quotas show', 'sigma admin quotas set local --sweeps-per-day 50 --dry-run'),
    )
}

function show(context: CliContext): Command {
  return new Command('show')
    .description('limits of a user, and what is used of them')
    .option('--user <name>', 'whose (default: local)')
    .addHelpText('after', examples('sigma admin quotas show', 'sigma admin quotas show --user ann --json'))
    .action(async ({ user }: { user?: string }) => {
      const { output } = context
      const body = await context.ask((client) => client.GET('/admin/quotas', { params: { query: { user } } }))
      const { limits, usage, overrides } = body
      output.answer(body, () =>
        [
          output.paint.bold(
            `${body.user_id ?? 'local'}${body.enforced === false ? ', whose limits are counted and not enforced' : ''}`,
          ),
          ...pairs(
            [
              ['sweeps a day', `${usage.sweeps_today} of ${limits.sweeps_per_day ?? 'any'}`],
              ['sweeps at once', `${usage.sweeps_running} of ${limits.sweeps_concurrent ?? 'any'}`],
              ['trainings a day', `${usage.train_today} of ${limits.train_per_day ?? 'any'}`],
              ['trainings at once', `${usage.train_running} of ${limits.train_concurrent ?? 'any'}`],
              ...Object.entries(overrides ?? {}).map(
                ([name, { limit, expires_at: until, reason }]) =>
                  [`override`, `${name} is ${limit} until ${until}: ${reason}`] as const,
              ),
            ],
            lineWidth(output),
          ),
        ].join('\n'),
      )
    })
}

function set(context: CliContext): Command {
  return new Command('set')
    .description('changes limits of a user for good, or with --expires-at for a time')
    .argument('<user>', 'whose; local without tokens')
    .option('--sweeps-per-day <n>', 'new sweeps in a day (UTC)', whole(0))
    .option('--sweeps-concurrent <n>', 'sweeps that run at once', whole(0))
    .option('--train-per-day <n>', 'new trainings in a day (UTC)', whole(0))
    .option('--train-concurrent <n>', 'trainings that run at once', whole(0))
    .option('--expires-at <time>', 'the change holds until then, YYYY-MM-DDTHH:MM:SSZ')
    .option('--reason <text>', 'why, which a change for a time needs')
    .addHelpText(
      'after',
      examples(
        'sigma admin quotas set local --sweeps-per-day 50 --yes',
        'sigma admin quotas set ann --train-per-day 40 --expires-at 2026-12-31T00:00:00Z --reason report --dry-run',
      ),
    )
    .action(async (user: string, options: SetOptions) => {
      const body = quotasOf(user, options)
      if (shownOnly(context, { method: 'PATCH', path: '/admin/quotas', body })) return
      const answer = await confirmed(context, `change the quotas of ${user}`, (headers) =>
        context.ask((client) => client.PATCH('/admin/quotas', { body, headers })),
      )
      context.output.answer(answer, () => `the quotas of ${user} are changed`)
      context.output.note(`next: sigma admin quotas show --user ${user}`)
    })
}

/** @throws INVALID_PARAM when no limit is named */
function quotasOf(
  user: string,
  { sweepsPerDay, sweepsConcurrent, trainPerDay, trainConcurrent, expiresAt, reason }: SetOptions,
): RequestBody<'updateQuotas'> {
  const limits = {
    ...(sweepsPerDay !== undefined && { sweeps_per_day: sweepsPerDay }),
    ...(sweepsConcurrent !== undefined && { sweeps_concurrent: sweepsConcurrent }),
    ...(trainPerDay !== undefined && { train_per_day: trainPerDay }),
    ...(trainConcurrent !== undefined && { train_concurrent: trainConcurrent }),
  }
  if (Object.keys(limits).length === 0)
    throw invalidParam([{ field: '--sweeps-per-day', issue: 'is missing, and so are the other limits' }])
  return {
    user_id: user,
    limits,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(reason !== undefined && { reason }),
  }
}
