import { contributions } from './contributions.ts'
import { matrix, measureMemory } from './matrix.ts'

/** What a benchmark prints: lines of Markdown. */
export type Benchmark = () => Promise<string[]> | string[]

const benchmarks: Readonly<Record<string, Benchmark>> = { matrix, contributions }

const wanted = process.argv.slice(2)
if (wanted[0] === '--memory') {
  console.log(measureMemory(Number(wanted[1])))
  process.exit(0)
}
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : Object.keys(benchmarks)) {
  console.log([`## ${name}`, '', ...(await benchmarks[name]())].join('\n'))
}
