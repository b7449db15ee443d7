import type { TopLevelSpec } from 'vega-lite'
import { colours, frame, overTime, type Place, type Point, thinned, timed, width } from '../lines.ts'

/** Worth of 1 at the end of each session. */
export interface Curve {
  ts: string
  equity: number
}

const names = { run: 'this backtest, net', held: 'buy and hold' }

/** Equity against buying and holding, where that is known. */
export function equitySpec(
  equity: readonly Curve[],
  benchmark: readonly Curve[] | null,
  place: Place,
): TopLevelSpec {
  return { ...frame(place, 'equity'), ...equityPanel(equity, benchmark) }
}

/** How far equity stood below its highest value so far. */
export function drawdownSpec(equity: readonly Curve[], place: Place): TopLevelSpec {
  return { ...frame(place, 'drawdown'), ...drawdownPanel(equity) }
}

/** Both below one another: the one picture of a backtest, for a file. */
export function equityAndDrawdownSpec(
  title: string,
  notes: string[],
  equity: readonly Curve[],
  benchmark: readonly Curve[] | null,
): TopLevelSpec {
  return {
    ...frame('file', [title, ...notes].join('. ')),
    title: { text: title, subtitle: notes, offset: 12 },
    vconcat: [equityPanel(equity, benchmark), drawdownPanel(equity)],
  }
}

function equityPanel(equity: readonly Curve[], benchmark: readonly Curve[] | null) {
  const series = [
    { name: names.run, points: equity },
    ...(benchmark ? [{ name: names.held, points: benchmark }] : []),
  ]
  const values = series.flatMap(({ name, points }) =>
    thinned(points.map(toPoint)).map((point) => ({ ...timed(point), name })),
  )
  return {
    data: { values },
    width,
    height: 260,
    mark: { type: 'line' as const, strokeWidth: 1.5 },
    encoding: {
      x: overTime,
      y: {
        field: 'value',
        type: 'quantitative' as const,
        scale: { zero: false },
        axis: { title: 'worth of 1 at the start' },
      },
      color: {
        field: 'name',
        type: 'nominal' as const,
        scale: { domain: series.map(({ name }) => name), range: [colours.first, colours.second] },
        legend: {},
      },
    },
  }
}

function drawdownPanel(equity: readonly Curve[]) {
  return {
    data: { values: thinned(drawdowns(equity)).map(timed) },
    width,
    height: 120,
    mark: {
      type: 'area' as const,
      color: colours.first,
      opacity: 0.5,
      line: { color: colours.first, strokeWidth: 1 },
    },
    encoding: {
      x: overTime,
      y: {
        field: 'value',
        type: 'quantitative' as const,
        axis: { title: 'below the peak', format: '.0%', tickCount: 4 },
      },
    },
  }
}

/** Share by which each value lies below the highest so far, 1 at the start among them: 0 or less. */
export function drawdowns(equity: readonly Curve[]): Point[] {
  let peak = 1
  return equity.map(({ ts, equity: worth }) => {
    peak = Math.max(peak, worth)
    return { ts, value: worth / peak - 1 }
  })
}

const toPoint = ({ ts, equity }: Curve): Point => ({ ts, value: equity })
