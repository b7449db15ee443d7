import { moduleOf } from '../webassembly/module.ts'
import * as L from './blockLayout.ts'
import { kernelsBase64 } from './generated/kernels.ts'

/** The kernels with the memory that all of them work on: of one run at a time. */
interface BlockKernel {
  /** The memory as numbers: a byte offset of `blockLayout.ts` / 8 is an index. */
  memory: Float64Array
  at(place: number): number
  // Columns of a block.
  gross: Float64Array
  charged: Float64Array
  net: Float64Array
  night: Float64Array
  day: Float64Array
  entering: Float64Array
  leaving: Float64Array
  flags: Uint8Array
  sessions: Float64Array
  size: Float64Array
  move: Float64Array
  label: Float64Array
  tradeNet: Float64Array
  values: Float64Array
  between: Float64Array
  rises: Float64Array
  falls: Float64Array
  // Kernels, as `assembly/` tells.
  addBars(count: number, rate: number): void
  walkBars(count: number, booked: number, rate: number, tranches: number): number
  walkSessions(count: number, booked: number, rate: number, tranches: number): number
  takePositions(count: number, level: number, longOnly: boolean): void
  addTrades(count: number, cost: number, haveLeft: boolean): number
  partValues(count: number, lower: number, upper: number): number
}

let loaded: BlockKernel | undefined

export function blockKernel(): BlockKernel {
  loaded ??= load()
  return loaded
}

function load(): BlockKernel {
  const memory = new WebAssembly.Memory({ initial: L.pages, maximum: L.pages, shared: true })
  const { exports } = new WebAssembly.Instance(moduleOf(kernelsBase64), { env: { memory } })
  const all = new Float64Array(memory.buffer)
  const column = (place: number, length = L.blockBars) => all.subarray(place / 8, place / 8 + length)
  const kernel = (name: string) => {
    const made = exports[name]
    if (typeof made !== 'function') throw new Error('the compiled kernels lack one: build Sigma again')
    return made
  }
  const [addBars, walkBars, walkSessions] = ['addBars', 'walkBars', 'walkSessions'].map(kernel)
  const [takePositions, addTrades, partValues] = ['takePositions', 'addTrades', 'partValues'].map(kernel)
  return {
    memory: all,
    at: (place) => all[place / 8],
    gross: column(L.gross),
    charged: column(L.charged),
    net: column(L.net),
    night: column(L.night),
    day: column(L.day),
    entering: column(L.entering),
    leaving: column(L.leaving),
    flags: new Uint8Array(memory.buffer, L.flags, L.blockBars),
    sessions: column(L.sessions, L.blockBars + 1),
    size: column(L.size),
    move: column(L.move),
    label: column(L.label),
    tradeNet: column(L.tradeNet),
    values: column(L.values),
    between: column(L.between),
    rises: column(L.rises),
    falls: column(L.falls),
    addBars: (...given) => addBars(...given),
    walkBars: (...given) => walkBars(...given),
    walkSessions: (...given) => walkSessions(...given),
    takePositions: (...given) => takePositions(...given),
    addTrades: (...given) => addTrades(...given),
    partValues: (...given) => partValues(...given),
  }
}
