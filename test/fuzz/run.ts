import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'

/** `npm run fuzz -- [--requests 1000000] [--seed 1] [--minutes 30]`, of the build as it is. */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    connections: { type: 'string', default: '16' },
    minutes: { type: 'string', default: 'Infinity' },
  },
})
const seed = Number(values.seed)
console.log(`seed ${seed}`)
const started = performance.now()
const { requests, byStatus, done, serverSeconds, failure } = await fuzz({
  seed,
  requests: Number(values.requests),
  connections: Number(values.connections),
  minutes: Number(values.minutes),
  tell: (line) => console.log(line),
})
const seconds = (performance.now() - started) / 1000
const perSecond = Math.round(requests / seconds)
console.log(
  `${requests} requests in ${seconds.toFixed(0)} s (${perSecond} a second), ${serverSeconds.toFixed(0)} s of the server`,
)
console.log(
  `by status: ${Object.entries(byStatus)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')}`,
)
console.log(
  `done: ${Object.entries(done)
    .sort(([, a], [, b]) => b - a)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(', ')}`,
)
if (failure !== undefined) {
  console.log(`a fault with ${failure}`)
  process.exitCode = 1
}
