import { Arena, javaScriptMemory, webAssemblyMemory } from './arena.ts'
import { Board, boardBytes, type Crew, mostLanes, serialCrew, sharedCrew } from './crew.ts'
import { javaScriptKernels } from './javascript/index.ts'
import { compileKernels, webAssemblyKernels } from './webassembly.ts'

/** What trees are grown with: memory, and threads that share it. It serves one fit at a time. */
export interface Engine {
  arena: Arena
  crew: Crew
}

/** Memory that is worth keeping for the next fit; more is given back. */
const keptBytes = 256 * 2 ** 20

let idle: Engine | undefined

/** An engine of the calling thread alone. It is made once, and again after a fit that took very much memory. */
export function ownEngine(): Engine {
  if (idle === undefined || idle.arena.memory.buffer.byteLength > keptBytes) idle = createEngine()
  return idle
}

function createEngine(): Engine {
  return typeof WebAssembly === 'undefined' ? javaScriptEngine() : webAssemblyEngine()
}

export function webAssemblyEngine(): Engine {
  const memory = webAssemblyMemory()
  return {
    arena: new Arena(boardBytes, memory),
    crew: serialCrew(webAssemblyKernels(compileKernels(), memory)),
  }
}

/** What a thread is given to serve as a lane of another's engine. */
export interface LaneStart {
  module: WebAssembly.Module
  memory: WebAssembly.Memory
  lane: number
}

/**
 * An engine of the calling thread and others, which the caller starts; each of them serves until it is ended.
 *
 * @param lanes threads in all
 * @param start starts the thread of one lane
 */
export function sharedEngine(lanes: number, start: (lane: LaneStart) => void): Engine {
  const memory = webAssemblyMemory()
  const module = compileKernels()
  const arena = new Arena(boardBytes, memory)
  const used = Math.min(lanes, mostLanes)
  for (let lane = 1; lane < used; lane++) start({ module, memory, lane })
  return { arena, crew: sharedCrew(webAssemblyKernels(module, memory), new Board(arena), used) }
}

/** Does tasks for another thread's engine for as long as the calling thread lives. */
export function serveLane({ module, memory, lane }: LaneStart): never {
  return new Board(new Arena(boardBytes, memory)).serve(webAssemblyKernels(module, memory), lane)
}

/** Without WebAssembly, as under `node --jitless`: the same models, several times slower. */
export function javaScriptEngine(): Engine {
  const arena = new Arena(boardBytes, javaScriptMemory())
  return { arena, crew: serialCrew(javaScriptKernels(arena)) }
}
