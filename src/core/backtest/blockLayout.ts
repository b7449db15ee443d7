/**
 * Where the kernels find what they work on, in bytes. Both they and the TypeScript around them read this file, so it holds
 * plain numbers and nothing else.
 */

/** The most bars that are worked through at once: their columns stay in the nearest caches. */
export const blockBars = 1024

/** Pages of 64 KiB. */
export const pages = 3

// Booked bars of a block, with room for one bar before and one after them: float64.
export const gross = 8
/** What the costs are charged on. */
export const charged = 8224
/** Written: gross less costs. */
export const net = 16440

// Four paths of equity, side by side: of the run, of its fold, at twice and at three times the costs. Read and written.
export const equity = 24656
/** Share of the highest equity before that is left. */
export const left = 24688
/** The least that ever was left. */
export const least = 24720

// Written: sums over the block, float64.
export const meanNet = 24752
/** Sums of powers of the deviations from the mean. */
export const squares = 24760
export const cubes = 24768
export const fourths = 24776
/** Sum of the squares of the losses. */
export const losses = 24784
/** 0 where all net returns are equal. */
export const others = 24792
export const meanGross = 24800
export const meanCharged = 24808
export const grossGross = 24816
export const grossCharged = 24824
export const chargedCharged = 24832

// All bars of a stretch, float64: returns over the night before each and over its day, and what
// enters at its open.
export const night = 24840
export const day = 33032
export const entering = 41224
/** Of the bars: the sum of some of the following, uint8. */
export const flags = 49416
/** The bar is booked; what another one earns goes to the booked one before it. */
export const isBooked = 1
export const startsSession = 2
/** All that is held leaves at the bar's close. */
export const allLeave = 4

// Where the walk stands, float64. Read and written.
/** Sum of the positions held, in tranches. */
export const held = 50440
/** Sum of what the costs are charged on so far, over the bars that are added up. */
export const changes = 50456
/** Bars with a position so far. */
export const heldBars = 50464
/** Of the session so far. */
export const earned = 50472

// Written: the return of the session before the stretch, then of those that start in it, and how many do.
export const sessions = 50480
export const startedSessions = 58680

// Decisions of a stretch, float64: position, return of a long trade (NaN where nothing is filled) and label.
export const size = 58688
export const move = 66880
export const label = 75072
/** Written: net returns of the trades that have left, one after the other. */
export const tradeNet = 83264

// Counts and sums over decisions so far, float64. Read and written.
/** Positions that are not 0. */
export const wanted = 91456
/** Of these, those that found a bar. */
export const filled = 91464
export const wins = 91472
export const lostTrades = 91480
/** What these lost together, a magnitude. */
export const lost = 91488
/** Sum of label (with the sign of the position) less gross return, and over how many trades. */
export const gap = 91496
export const labelled = 91504

// Values to be parted at two levels, float64.
export const values = 91512
/** Written: those between the levels, one after the other. */
export const between = 99704
// Values below the levels so far, float64. Read and written.
export const lowCount = 107896
export const lowSum = 107904

// Probabilities of a stretch of rows, float64; their positions are written to `size`.
export const rises = 107912
export const falls = 116104

/** What leaves at the open of each bar of a stretch, float64. */
export const leaving = 124296

// Between the steps of a walk: what is held before and after the open of each bar, float64.
export const heldBefore = 132488
export const heldAfter = 140680
