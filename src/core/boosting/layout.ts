/**
 * Where the fields of the records lie that the trainer and its kernels share, in bytes from a record's start. Both the
 * kernels of `assembly/` and the TypeScript around them read this file, so it holds plain numbers and nothing else.
 */

/** The highest number of a bin, which is a byte. */
export const lastBin = 255
/** Bytes that the packed sums of one feature take: 256 bins, 8 bytes each. */
export const packedFeatureBytes = 2048
/** Features whose packed sums one pass over a block of rows adds to: together they fill half of a 32 KiB cache. */
export const featureGroup = 8
/** Rows that are copied side by side before they are added up. */
export const blockRows = 1024

// What a fit works on: the same for all of its tasks.
export const fitRows = 0
export const fitGroups = 4
/** Bytes from one row of the row-major bins to the next. */
export const fitStride = 8
export const fitRowBins = 12
/** Bins column by column, `fitRows` bytes each. */
export const fitColumnBins = 16
/** float32, group by group. */
export const fitMargins = 20
/** 8 bytes a row, group by group: first two float32, then two packed integers. */
export const fitPairs = 24
/** float64. */
export const fitLabels = 28
/** float64, or 0 where every row weighs 1. */
export const fitWeights = 32
/** Row numbers, group by group: those of each node one stretch. */
export const fitList = 36
export const fitSpill = 40
/** Per feature a record of `featureBytes`. */
export const fitFeatures = 44
/** Rows that are added up before the packed sums move to wider ones. */
export const fitWindow = 48
/** Whether weights are integers: they multiply what has been rounded, so that a weight of 2 is as good as two rows. */
export const fitWholeWeights = 52
/** Bytes of packed sums that a lane's memory starts with; kernels leave them at zero. */
export const fitPackedBytes = 56
export const fitBytes = 64

/** Bins that values take; the bin of that number is of missing values. 0: these are flags, see `featureFlags`. */
export const featureValueBins = 0
export const featureHasMissing = 4
/** Where its sums lie in a histogram, in bytes. */
export const featureOffset = 8
/** -1, 0 or 1. */
export const featureMonotone = 12
/**
 * Where values take all bins that a byte can number, missing ones share the last, and a flag of another feature, in the
 * same group and behind it, says which they are. The number of that feature, or -1.
 */
export const featureFlags = 16
/** The flag, a power of two; of a feature of flags, how many combinations there are. */
export const featureFlag = 20
export const featureBytes = 32

// gradients: the largest gradient and hessian of the rows come back, group by group.
export const gradientBegin = 0
export const gradientEnd = 4
/** Two float64 for each group. */
export const gradientLargest = 8

// quantise
export const quantiseBegin = 0
export const quantiseEnd = 4
export const quantiseGroup = 8
export const quantiseGradientScale = 16
export const quantiseHessianScale = 24
export const quantiseBytes = 32

// histogram: adds up the rows of a node, takes them from its parent, and finds the best split of both children.
export const histogramGroup = 0
/** Stretch of the row list. */
export const histogramBegin = 4
export const histogramEnd = 8
/** Whether the stretch is every row in order, so that the list need not be read. */
export const histogramDense = 12
export const histogramFirstFeature = 16
export const histogramEndFeature = 20
/** The sums of the node that is added up. */
export const histogramOwn = 24
/** The sums of its parent, which become those of its sibling; 0 for a root. */
export const histogramParent = 28
/** One byte per feature: whether it may split. */
export const histogramAllowed = 32
/** Whether any feature is to be monotone. */
export const histogramMonotone = 36
export const histogramLambda = 40
export const histogramAlpha = 48
export const histogramMinChild = 56
/** Records of the two children, the one added up first. */
export const histogramChildren = 64
/** Whether the rows have been added up by `addTwins`. */
export const histogramIsAdded = 224
/** Of `addTwins`: the sums of the next group's root. */
export const histogramTwin = 228
export const histogramBytes = 232

export const childHessian = 0
export const childGradient = 8
/** The range that its weight must keep. */
export const childLower = 16
export const childUpper = 24
/** From here on the best split, which the kernel writes. */
/** Score of both sides of the split, and that of the child left whole; the difference is the gain. */
export const childScore = 32
export const childOwnScore = 40
export const childLeftHessian = 48
export const childLeftGradient = 56
/** -1 when there is no split. */
export const childFeature = 64
export const childBin = 68
export const childMissingLeft = 72
export const childBytes = 80

// partition: parts the rows of a node by its split; where the right ones start comes back.
export const partitionGroup = 0
export const partitionBegin = 4
export const partitionEnd = 8
export const partitionFeature = 12
export const partitionBin = 16
export const partitionMissingLeft = 20
export const partitionMiddle = 24
export const partitionBytes = 32

// addLeaf: adds a leaf's value to the margins of its rows.
export const leafGroup = 0
export const leafBegin = 4
export const leafEnd = 8
export const leafValue = 12
export const leafBytes = 16

// walk: adds the value of the leaf that each of some rows ends in.
export const walkGroup = 0
export const walkRows = 4
export const walkEnd = 8
export const walkNodes = 12
export const walkBytes = 16

/** A node as `walk` reads it; the left child is -1 at a leaf. */
export const nodeLeft = 0
export const nodeRight = 4
export const nodeFeature = 8
export const nodeBin = 12
export const nodeMissingLeft = 16
export const nodeValue = 20
export const nodeBytes = 24

// binColumn
export const binRows = 0
/** float32. */
export const binValues = 4
/** float64, or 0. */
export const binWeights = 8
export const binMaxBins = 12
/** Where bins, and thresholds between them, go. */
export const binBins = 16
export const binCuts = 20
/** What comes back: how many values are not missing, and distinct; the first row that is infinite, or -1. */
export const binKnown = 24
export const binDistinct = 28
export const binInfinite = 32
export const binCutCount = 36
export const binBytes = 40
/** Room that a lane needs beside 16 bytes a row. */
export const binCountsBytes = 4096

// rank: how many of a feature's thresholds are no greater than each value of a block of rows, as a code of a byte.
/** float64, compared as float32. */
export const rankValues = 0
/** A multiple of sixteen. */
export const rankRows = 4
/** float32, ascending. */
export const rankThresholds = 8
export const rankCount = 12
/** Where codes go with missing values left of every threshold, and right; 0: nowhere. */
export const rankMissingLeft = 16
export const rankMissingRight = 20
export const rankBytes = 32

/** Most thresholds that a code can tell apart. */
export const mostThresholds = 254
/** The code of a value below all thresholds, and of a missing one that goes left. A byte with a sign. */
export const lowestCode = -128
/** The code of a missing value that goes right, above that of any value. No value's code is above it. */
export const highestCode = 127

// predict: adds trees to the margins of a block of rows.
/** Codes, in as many bytes as rows for each feature, or part of its thresholds, or direction of missing values. */
export const predictCodes = 0
/** A multiple of sixteen. */
export const predictRows = 4
/** float32, group by group, `predictStride` bytes each. */
export const predictMargins = 8
export const predictStride = 12
export const predictTrees = 16
export const predictTreeCount = 20
export const predictBytes = 32

export const treeNodes = 0
/** Steps from the root to the deepest leaf. */
export const treeDepth = 4
export const treeGroup = 8
export const treeBytes = 16

// A node as `predict` reads it. A leaf's code is the highest one, so that all rows go left.
/** Where the codes of its feature start, from those of the first. */
export const stepCodes = 0
/** Rows with a higher code go right. */
export const stepCode = 4
/** Where its left child lies; the right one follows it. A leaf's is itself. In a perfect tree neither need be said. */
export const stepLeft = 8
export const stepLeaf = 12
/** A power of two, so that a comparison's outcome need only be shifted. */
export const stepBytes = 16

/** Trees of no more levels are filled up to perfect ones: 15 nodes, then the bytes of 16 leaves, all first ones first. */
export const perfectDepth = 4
export const perfectNodeBytes = 8
export const perfectLeaves = 128
export const perfectBytes = 192
/** Trees of one or two levels more are two or four such trees, side by side behind the nodes of the levels above. */
export const tallDepth = 6
export const tallTrees = 64
/** Room that a lane needs for the leaves of four trees. */
export const predictScratchBytes = 256
