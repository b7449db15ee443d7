import { honestyDataset, type Planted } from './honestyData.ts'
import { honestySweep, type SweepOutcome } from './honestySweep.ts'
import { summary } from './measure.ts'

interface Kind {
  title: string
  planted: Planted
  /** Data sets when no number is given. */
  sets: number
  /** Of its first set; the others count on from it. */
  seed: number
  /** Sharpe ratio of knowing the planted edge, where that is known: its place on the power curve. */
  oracle?: number
}

/** Noise has a daily deviation of 1 %, so that an edge of a each day is an oracle Sharpe ratio of √252 × a / 1 %. */
const edge = (sharpe: number, perDay: number, seed: number): Kind => ({
  title: `edge ${(100 * perDay).toFixed(3)} % a day: oracle Sharpe ${sharpe}`,
  planted: { kind: 'edge', perDay },
  sets: 100,
  seed,
  oracle: sharpe,
})

const kinds: Readonly<Record<string, Kind>> = {
  noise: { title: 'noise', planted: { kind: 'noise' }, sets: 200, seed: 1_000, oracle: 0 },
  volatility: { title: 'noise, volatility goes on', planted: { kind: 'volatility' }, sets: 200, seed: 2_000 },
  edge1: edge(1, 0.00063, 10_000),
  edge2: edge(2, 0.00126, 3_000),
  edge3: edge(3.2, 0.00202, 4_000),
  edge4: edge(4, 0.0025, 5_000),
  edge5: edge(5, 0.00315, 6_000),
  leak75: {
    title: 'leak, rank correlation 0.75',
    planted: { kind: 'leak', rankCorrelation: 0.75 },
    sets: 50,
    seed: 7_000,
  },
  leak43: {
    title: 'leak, rank correlation 0.43',
    planted: { kind: 'leak', rankCorrelation: 0.43 },
    sets: 50,
    seed: 8_000,
  },
  chosen: {
    title: 'noise, the best 12 of 200 features by the whole sample',
    planted: { kind: 'chosen', candidates: 200 },
    sets: 100,
    seed: 9_000,
  },
}

export const honestyChoices = Object.keys(kinds)

/** Sweeps of these sizes take turns. */
const variants = [15, 30, 60]

/** Whether the gate lets worthless models through, and finds good ones: shares of made-up data sets. */
export async function honesty(choices: readonly string[]): Promise<string[]> {
  const words = choices.filter((choice) => !/^\d+$/.test(choice))
  const given = choices.find((choice) => /^\d+$/.test(choice))
  const wanted = words.length > 0 ? words : honestyChoices
  const lines = [
    '| planted | sets | flagged red | a row passes conservative | balanced | aggressive | balanced, were leaks not looked for | SPA p ≤ 0.05 | median best Sharpe |',
    '|---|---|---|---|---|---|---|---|---|',
  ]
  const curve: Point[] = []
  for (const name of wanted) {
    const { title, planted, sets, seed, oracle } = kinds[name]
    const count = given === undefined ? sets : Number(given)
    const outcomes = Array.from({ length: count }, (_, set) =>
      honestySweep(honestyDataset(planted, seed + set), variants[set % variants.length], seed + set),
    )
    lines.push(`| ${[title, count, ...figures(outcomes)].join(' | ')} |`)
    if (oracle !== undefined) curve.push({ oracle, outcomes })
  }
  return curve.length < 2 ? lines : [...lines, '', ...powerCurve(curve)]
}

interface Point {
  oracle: number
  outcomes: readonly SweepOutcome[]
}

/** How often the gate finds an edge, by its size, in bars of characters: one is 2 %. */
function powerCurve(points: readonly Point[]): string[] {
  const bars = (profile: keyof SweepOutcome['passes']) =>
    points.map(({ oracle, outcomes }) => {
      const share = outcomes.filter(({ passes }) => passes[profile]).length / outcomes.length
      const bar = '█'.repeat(Math.round(50 * share))
      return `  oracle Sharpe ${oracle.toFixed(1)}  ${bar}${bar && ' '}${(100 * share).toFixed(0)} %`
    })
  const profiles = ['conservative', 'balanced', 'aggressive'] as const
  return ['```', ...profiles.flatMap((profile) => [profile, ...bars(profile)]), '```']
}

function figures(outcomes: readonly SweepOutcome[]): string[] {
  const share = (holds: (outcome: SweepOutcome) => boolean) =>
    `${((100 * outcomes.filter(holds).length) / outcomes.length).toFixed(0)} %`
  return [
    share(({ leakage }) => leakage === 'red'),
    share(({ passes }) => passes.conservative),
    share(({ passes }) => passes.balanced),
    share(({ passes }) => passes.aggressive),
    share(({ passesUnscanned }) => passesUnscanned.balanced),
    share(({ spa }) => spa <= 0.05),
    summary(outcomes.map(({ bestSharpe }) => bestSharpe)).median.toFixed(2),
  ]
}
