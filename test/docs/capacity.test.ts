import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capacityTable, loads, measured, mostPartsPerSecond, need } from '../bench/capacityModel.ts'
import { root } from './documents.ts'

describe('docs/operations/capacity.md', () => {
  it('has the table that the model gives', () => {
    const page = readFileSync(join(root, 'docs', 'operations', 'capacity.md'), 'utf8')
    expect(page).toContain(`\n${capacityTable(measured).join('\n')}\n`)
  })
})

describe('docs/operations/README.md', () => {
  it('has each example worked out for what the model says', () => {
    const compose = need({ sweeps: 1_000, fitMs: 1000 }, measured)
    expect(compose.workerCores).toBeLessThan(4)
    const kubernetes = need({ sweeps: 10_000, fitMs: 500 }, measured)
    expect(kubernetes.workerCores).toBeLessThan(4 * 4 + 2 * 2)
    expect(kubernetes.databaseCores).toBeLessThan(2)
    const unit = need({ sweeps: 600, fitMs: 1000 }, measured)
    expect(unit.workerCores).toBeLessThan(2)
  })
})

describe('the capacity model', () => {
  const costs = {
    part: { databaseMs: 6, workerMs: 20, coordinatorMs: 4 },
    sweep: {
      databaseMs: 600,
      coordinatorMs: 1200,
      ...{ statements: 1000, transactions: 100, logBytes: 2e6, files: 3, rowBytes: 1e6 },
    },
    idleWorker: { databaseMs: 0, statements: 10 },
  }

  it('adds up by hand', () => {
    // Two sweeps a second, of 60 × (200 + 20) + 1,200 ms each: 28.8 cores, of which 70 % are planned with.
    const of = need({ sweeps: 2 * 8 * 3600, fitMs: 200 }, costs)
    expect(of.partsPerSecond).toBe(120)
    expect(of.workerCores).toBeCloseTo(28.8 / 0.7)
    expect(of.workers).toBe(11)
    expect(of.connections).toBe(121)
    expect(of.statementsPerSecond).toBeCloseTo(2000 + 110)
    expect(of.databaseCores).toBeCloseTo(1.2 / 0.7)
    expect(of.s3RequestsPerSecond).toBeCloseTo(2 * (2 * 3 + 11))
    expect(mostPartsPerSecond(costs.part, 3)).toBe(100)
  })

  it('asks for more where more is asked of it', () => {
    const cores = loads.map((load) => need(load, costs).workerCores)
    expect(cores).toEqual([...cores].sort((a, b) => a - b))
  })
})
