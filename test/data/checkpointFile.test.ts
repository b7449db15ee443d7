import { describe, expect, it } from 'vitest'
import { readCheckpoint, writeCheckpoint } from '../../src/data/checkpointFile.ts'
import { readCheckpoints, writeCheckpoints } from '../../src/data/checkpointsFile.ts'

const checkpoint = {
  at: 12,
  missing: new Map([['rsi_14', 3]]),
  recursions: new Map([
    ['ema(close,20)', { state: [0.1 + 0.2], tails: [Float64Array.of(1, Number.NaN, -0)] }],
    [
      'supertrend',
      { state: [Number.POSITIVE_INFINITY, -1], tails: [Float64Array.of(2), Float64Array.of(3)] },
    ],
  ]),
  sessions: new Map([['wilder(x,14)', { state: [Number.NaN], tails: [new Float64Array(0)] }]]),
}

describe('a checkpoint file', () => {
  it('gives every number back bit by bit', () => {
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint)
  })

  it('is refused when it is cut short, wherever that is', () => {
    const bytes = writeCheckpoint(checkpoint)
    for (const length of [0, 5, 11, 20, bytes.length - 8, bytes.length - 1]) {
      expect(() => readCheckpoint(bytes.subarray(0, length)), `${length} bytes`).toThrow('checkpoint')
    }
    expect(() => readCheckpoint(new TextEncoder().encode('no checkpoint at all'))).toThrow('begin')
  })
})

describe('a file of the checkpoints of several tickers', () => {
  const tickers = [
    { ticker: 'AA', bars: 13, checkpoint },
    { ticker: 'BB', bars: 4, checkpoint: null },
    { ticker: 'CC', bars: 20, checkpoint: { ...checkpoint, at: 19 } },
  ]

  it('gives each back, and says which has none', () => {
    expect(readCheckpoints(writeCheckpoints(tickers))).toEqual(tickers)
  })

  it('is refused when it is cut short, wherever that is, and is no checkpoint of one', () => {
    const bytes = writeCheckpoints(tickers)
    for (const length of [0, 5, 11, 20, 100, bytes.length - 8, bytes.length - 1]) {
      expect(() => readCheckpoints(bytes.subarray(0, length)), `${length} bytes`).toThrow('checkpoint')
    }
    expect(() => readCheckpoints(writeCheckpoint(checkpoint))).toThrow('begin')
    expect(() => readCheckpoint(bytes)).toThrow('begin')
  })
})
