import { Command, Option } from 'commander'
import type { Artifact } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { bytes } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions {
  kind?: Artifact['kind']
  run?: string
  links?: boolean
}

const kinds = ['matrix', 'model', 'plot', 'report', 'csv', 'other'] as const satisfies Artifact['kind'][]

export function artifactsList(context: CliContext): Command {
  const command = new Command('list')
    .description('stored files, newest first')
    .addOption(new Option('--kind <kind>', 'only files of this kind').choices(kinds))
    .option('--run <id>', 'only files of this build, training, backtest or sweep')
    .option(
      '--links',
      'an address for each file of the bucket, which anybody can read for a while (SIGMA_S3_PRESIGN)',
    )
    .addHelpText('after', examples('sigma artifacts list --kind model', 'sigma artifacts list --json'))
    .action(async (flags: Options) => {
      const { kind, run: run_id, links } = flags
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/artifacts', { params: { query: { kind, run_id, links, ...page } } }),
        ),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'kind', rank: 0 },
            { field: 'size_bytes', title: 'size', align: 'right', rank: 1, show: bytes },
            { field: 'created_at', title: 'stored', rank: 2, show: agoCell },
            { field: 'uri', rank: 0 },
            ...(links ? [{ field: 'url', title: 'link', rank: 0 }] : []),
            { field: 'build_run_id', title: 'build', rank: 4 },
            { field: 'training_run_id', title: 'training', rank: 4 },
            { field: 'backtest_run_id', title: 'backtest', rank: 4 },
            { field: 'sweep_id', title: 'sweep', rank: 4 },
            { field: 'sha256', rank: 5 },
          ],
          whenEmpty: 'No files yet. A build stores the first: sigma build MODEL',
        },
        flags,
      )
      if (links && body.rows.length > 0 && body.rows.every(({ url }) => url == null))
        context.output.note(
          'no links: only files in a bucket have some, where the server sets SIGMA_S3_PRESIGN',
        )
    })
  return listOptions(pageOptions(command))
}
