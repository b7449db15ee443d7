import { Chalk, type ChalkInstance } from 'chalk'

/** Colours of the output, or none. */
export type Paint = ChalkInstance

export function painter(coloured: boolean): Paint {
  return new Chalk({ level: coloured ? 1 : 0 })
}
