import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { artifactsGc } from './artifacts/gc.ts'
import { artifactsList } from './artifacts/list.ts'
import { artifactsPush } from './artifacts/push.ts'
import { artifactsVerify } from './artifacts/verify.ts'

/** The files that the workspace keeps of its runs. */
export function artifacts(context: CliContext): Command {
  return group(
    'artifacts',
    artifactsList(context),
    artifactsVerify(context),
    artifactsGc(context),
    artifactsPush(context),
  ).addHelpText(
    'after',
    examples('sigma artifacts', 'sigma artifacts verify', 'sigma artifacts gc --dry-run'),
  )
}
