import { Command } from 'commander'
import type { ArtifactsVerified } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { exitCodes } from '../../exitCodes.ts'
import { tally } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import type { Output } from '../../output/output.ts'
import { section } from '../../sections.ts'

type Problem = ArtifactsVerified['rows'][number]['problem']

/** In the order in which they matter, each with what it means and what to do. */
const problems: { name: Problem; title: string; next: string }[] = [
  { name: 'missing', title: 'missing', next: 'repeat its run with --force, or restore it from a backup' },
  {
    name: 'changed',
    title: 'changed after it was stored',
    next: 'remove it and repeat its run with --force, or restore it from a backup',
  },
  { name: 'unreadable', title: 'unreadable', next: 'mend its rights or its disk' },
  { name: 'unreferenced', title: 'no run refers to it', next: 'sigma artifacts gc' },
  { name: 'leftover', title: 'half-written by a process that was killed', next: 'sigma artifacts gc' },
]

/** Lines of one kind that a person is shown; --json has a thousand. */
const shownAtMost = 20

export function artifactsVerify(context: CliContext): Command {
  return new Command('verify')
    .description('read every stored file and compare it with its hash; exit 4 when something is wrong')
    .addHelpText('after', examples('sigma artifacts verify', 'sigma artifacts verify --json'))
    .action(async () => {
      const { output } = context
      const asked = context.ask((client) => client.POST('/artifacts/verify'))
      const found = await output.during('reading every stored file', asked)
      output.answer(found, () => verifiedText(found, output))
      if (!found.intact) context.exitWith(exitCodes.negative)
    })
}

function verifiedText(found: ArtifactsVerified, { paint }: Output): string {
  const { intact, whole, recent, foreign, rows } = found
  const verdict = intact ? paint.green('all files are as they were stored') : paint.red('something is wrong')
  return [
    `${verdict}; ${tally(whole)} whole`,
    ...problems.flatMap(({ name, title, next }) => {
      const { files } = found.problems[name]
      if (files === 0) return []
      const lines = rows
        .filter(({ problem }) => problem === name)
        .slice(0, shownAtMost)
        .map(({ uri, run_id, why }) => `${uri}${run_id ? `, of ${run_id}` : ''}${why ? `: ${why}` : ''}`)
      const rest = files - lines.length
      return section(paint, `${title}: ${tally(found.problems[name])}`, [
        ...lines,
        ...(rest > 0 ? [`and ${rest} more`] : []),
        `next: ${next}`,
      ])
    }),
    ...(recent.files > 0 ? ['', `${tally(recent)} so new that a run may be about to refer to it`] : []),
    ...(foreign.files > 0 ? ['', `${tally(foreign)} that Sigma did not write`] : []),
  ].join('\n')
}
