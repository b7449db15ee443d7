import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { selectionsAdd } from './selections/add.ts'
import { selectionsList } from './selections/list.ts'
import { selectionsRemove } from './selections/remove.ts'
import { selectionsShow } from './selections/show.ts'
import { selectionsTrain } from './selections/train.ts'

/** Rows of the leaderboard that are kept, and then trained. */
export function selections(context: CliContext): Command {
  return group(
    'selections',
    selectionsList(context),
    selectionsAdd(context),
    selectionsShow(context),
    selectionsRemove(context),
    selectionsTrain(context),
  ).addHelpText('after', examples('sigma selections', 'sigma selections add 1 2 --model spx_eq_swing_daily'))
}
