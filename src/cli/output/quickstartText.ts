import { relative } from 'node:path'
import type { LeaderboardRow } from '../../contract/types.ts'
import { configText } from './backtestText.ts'
import { commandName } from './commandName.ts'
import { count, wrap } from './format.ts'
import { gateReasons } from './gate.ts'
import type { Output } from './output.ts'
import { resultColumns } from './runTables.ts'

/** The ranking of the first sweep, why its rows passed or failed, and what to make of it, for a newcomer. */
export function leaderboardText(rows: LeaderboardRow[], output: Output): string {
  const { paint, width } = output
  const passed = rows.filter(({ gate }) => gate?.pass).length
  const [best] = rows
  const columns = [{ field: 'rank', title: '#', align: 'right' as const, rank: 3 }, ...resultColumns(paint)]
  return [
    paint.bold('leaderboard, out of sample and net of costs: gate first, then score'),
    output.table(rows, columns),
    ...(best?.gate && !best.gate.pass
      ? [
          '',
          `Why the first one (${configText(best.config)}) fails:`,
          ...gateReasons(best.gate).map((reason) => `  - ${wrap(reason, width - 4, '    ')}`),
        ]
      : []),
    '',
    wrap(meaning(passed, rows.length), width),
  ].join('\n')
}

function meaning(passed: number, total: number): string {
  const outcome =
    passed === 0
      ? `None of the ${count(total)} variants passed its gate: failing here is the honest answer, not an error.`
      : `${count(passed)} of the ${count(total)} variants passed. That most fail is the honest answer, not an error.`
  return `${outcome} The past prices of an index say little about its next week, each trade pays costs out of that little, and the best of many tries looks good by luck alone. So the deflated Sharpe ratio (dsr) asks more of a result the more was tried: every further sweep on the same data raises the bar.`
}

/** Three commands to go on with, as they are typed from the current folder. */
export function nextSteps(folder: string, rows: LeaderboardRow[], { paint }: Output): string {
  const path = relative(process.cwd(), folder)
  const [best] = rows
  const steps = [
    ...(best
      ? [
          [
            `${commandName()} runs backtest show ${best.id}`,
            'the first row in full: folds, verdict, statistics',
          ],
        ]
      : []),
    [
      `${commandName()} backtest spx_eq_swing_daily --slippage-bps 5`,
      'the same model at five times the slippage',
    ],
    [`${commandName()} sweep --csv FILE --horizon 5`, 'the same for a file of your own'],
  ]
  const longest = Math.max(...steps.map(([command]) => command.length))
  return [
    '',
    paint.bold('next'),
    ...(path === '' ? [] : [`  cd ${path.startsWith('..') ? folder : path}`]),
    ...steps.map(([command, what]) => `  ${command.padEnd(longest)}  ${what}`),
  ].join('\n')
}
