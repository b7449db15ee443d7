/**
 * Where the kernel that adds up bars finds what it works on, in bytes. Both the kernel and the TypeScript around it read
 * this file, so it holds plain numbers and nothing else.
 */

/** The most bars that are added up at once: their columns stay in the nearest cache. */
export const blockBars = 1024

// Columns of a block, with room for one bar more: float64.
export const gross = 0
/** What the costs are charged on. */
export const charged = 8208
/** Written: gross less costs. */
export const net = 16416

// Four paths of equity, side by side: of the run, of its fold, at twice and at three times the costs. Read and written.
export const equity = 24624
/** Share of the highest equity before that is left. */
export const left = 24656
/** The least that ever was left. */
export const least = 24688

// Written: sums over the block, float64.
export const meanNet = 24720
/** Sums of powers of the deviations from the mean. */
export const squares = 24728
export const cubes = 24736
export const fourths = 24744
/** Sum of the squares of the losses. */
export const losses = 24752
/** 0 where all net returns are equal. */
export const others = 24760
export const meanGross = 24768
export const meanCharged = 24776
export const grossGross = 24784
export const grossCharged = 24792
export const chargedCharged = 24800
