// What a million bars are worked through with, a block at a time. Where each finds its columns: ../blockLayout.ts.

export { addBars } from './sums'
export { takePositions } from './positions'
export { addTrades } from './trades'
export { walkBars, walkSessions } from './walk'
export { partValues } from './worst'
