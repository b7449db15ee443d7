import type { TopLevelSpec } from 'vega-lite'

/** Where a picture is seen: in a page, whose colours and title it takes, or in a file of its own. */
export type Place = 'page' | 'file'

/** Told apart by eyes that see no red or green, on white and on black. */
export const colours = { first: '#3b82c4', second: '#d97706', third: '#8a8f98' }

/** Of a picture across the whole page, axes aside. */
export const width = 900

/** The colour of words and axes. */
export const inkOf = (place: Place): string => (place === 'page' ? 'currentColor' : '#333333')

/** What all pictures share. Fonts are the viewer's own and nothing is loaded. */
export function frame(
  place: Place,
  words: string,
): Pick<TopLevelSpec, '$schema' | 'description' | 'background' | 'config'> {
  const ink = inkOf(place)
  const title = {
    labelColor: ink,
    titleColor: ink,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal' as const,
  }
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: words,
    background: place === 'page' ? 'transparent' : 'white',
    config: {
      aria: false,
      font: 'sans-serif',
      view: { stroke: null },
      title: { color: ink, subtitleColor: ink, anchor: 'start' },
      axis: {
        ...title,
        domainColor: ink,
        tickColor: ink,
        gridColor: ink,
        gridOpacity: 0.15,
        domainOpacity: 0.4,
      },
      legend: { ...title, orient: 'top', title: null },
    },
  }
}

export interface Point {
  /** A day, YYYY-MM-DD, or a time. */
  ts: string
  value: number
}

/** More points than these cannot be told apart across a picture. */
const pointsAtMost = 1_500

/**
 * A line in few points that looks like the whole: of each stretch its lowest and highest point stay, and so do both
 * ends. Lines of few points are left as they are.
 */
export function thinned(points: readonly Point[]): Point[] {
  if (points.length <= pointsAtMost) return [...points]
  const stretches = Math.floor(pointsAtMost / 2)
  const kept = new Set([0, points.length - 1])
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches)
    const to = Math.floor(((stretch + 1) * points.length) / stretches)
    let low = from
    let high = from
    for (let at = from; at < to; at++) {
      if (points[at].value < points[low].value) low = at
      if (points[at].value > points[high].value) high = at
    }
    kept.add(low).add(high)
  }
  return [...kept].sort((a, b) => a - b).map((at) => points[at])
}

/** Time along the bottom, in UTC: the days of sessions are dates, not moments. */
export const overTime = {
  field: 'time',
  type: 'temporal' as const,
  scale: { type: 'utc' as const },
  axis: { title: null, grid: false },
}

export const timed = ({ ts, value }: Point): { time: number; value: number } => ({
  time: Date.parse(ts),
  value,
})
