import { Arena, javaScriptMemory, webAssemblyMemory } from './arena.ts'
import { boardBytes, type Crew, serialCrew } from './crew.ts'
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

/** Without WebAssembly, as under `node --jitless`: the same models, several times slower. */
export function javaScriptEngine(): Engine {
  const arena = new Arena(boardBytes, javaScriptMemory())
  return { arena, crew: serialCrew(javaScriptKernels(arena)) }
}
