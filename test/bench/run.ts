import { alerts } from './alerts.ts'
import { assistant } from './assistant.ts'
import { audit } from './audit.ts'
import { backtests } from './backtests.ts'
import { boosting, boostingAlone, boostingChoices } from './boosting.ts'
import { cli } from './cli.ts'
import { contributions } from './contributions.ts'
import { evaluation } from './evaluation.ts'
import { honesty, honestyChoices } from './honesty.ts'
import { log } from './log.ts'
import { matrix, measureMemory } from './matrix.ts'
import { portfolio, portfolioAlone } from './portfolio.ts'
import { scale, scaleChoices } from './scale.ts'
import { pretendingWorker } from './scaleProcesses.ts'
import { scan } from './scan.ts'
import { server, serverAlone, serverChoices } from './server.ts'
import { store, storeChoices } from './store.ts'
import { writer } from './storeWriters.ts'
import { sweeps } from './sweeps.ts'
import { universe } from './universe.ts'

interface Benchmark {
  /** What of it can be asked for by name; all of it when nothing is. */
  choices: readonly string[]
  /** Whether a whole number may stand among the choices: how much of it to do. */
  counted?: boolean
  /** Prints lines of Markdown. */
  run(choices: readonly string[]): Promise<string[]>
  /** What is measured in a process of its own, which the benchmark starts with `--alone NAME`. */
  alone?(args: readonly string[]): Promise<string>
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  matrix: { choices: [], run: matrix, alone: async ([rows]) => String(measureMemory(Number(rows))) },
  backtest: { choices: [], run: backtests },
  sweep: { choices: [], run: sweeps },
  cli: { choices: [], run: cli },
  scan: { choices: [], run: scan },
  scale: { choices: scaleChoices, counted: true, run: scale, alone: pretendingWorker },
  store: { choices: storeChoices, counted: true, run: store, alone: writer },
  server: { choices: serverChoices, counted: true, run: server, alone: serverAlone },
  alerts: { choices: [], run: alerts },
  assistant: { choices: [], run: assistant },
  audit: { choices: [], run: audit },
  evaluate: { choices: [], run: evaluation },
  contributions: { choices: [], run: contributions },
  honesty: { choices: honestyChoices, counted: true, run: honesty },
  log: { choices: [], run: log },
  portfolio: { choices: [], run: portfolio, alone: portfolioAlone },
  universe: { choices: [], counted: true, run: universe },
  boosting: { choices: boostingChoices, run: boosting, alone: boostingAlone },
}

const args = process.argv.slice(2)
if (args[0] === '--alone') {
  console.log(await benchmarks[args[1]].alone?.(args.slice(2)))
} else {
  const wanted = readWanted(args)
  for (const [name, choices] of wanted) {
    console.log([`## ${name}`, '', ...(await benchmarks[name].run(choices))].join('\n'))
  }
}

/** The benchmarks asked for, each with what of it: `boosting small matrix` is the small part of one and all of another. */
function readWanted(words: readonly string[]): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  let choices: string[] | undefined
  let possible: readonly string[] = []
  let counted = false
  for (const word of words) {
    if (Object.hasOwn(benchmarks, word)) {
      choices = []
      possible = benchmarks[word].choices
      counted = benchmarks[word].counted === true
      wanted.set(word, choices)
    } else if (choices !== undefined && (possible.includes(word) || (counted && /^[1-9]\d*$/.test(word)))) {
      choices.push(word)
    } else {
      const there =
        choices === undefined ? Object.keys(benchmarks) : [...Object.keys(benchmarks), ...possible]
      console.error(`no benchmark ${word}; there are ${there.join(', ')}`)
      process.exit(2)
    }
  }
  return wanted.size > 0 ? wanted : new Map(Object.keys(benchmarks).map((name) => [name, []]))
}
