import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PythonScript, pythonWith } from '../python.ts'
import { requireTool } from '../required.ts'

const python = pythonWith('xgboost')

/** Whether tests that need XGBoost can run; adds a test that says why they are skipped, or fails when they must not be. */
export function requireXgboost(): boolean {
  return requireTool(
    'xgboost',
    python !== undefined,
    'no python3 here can import xgboost (Debian package python3-xgboost)',
  )
}

/** A Python script beside this file that answers lines, for all tests of a file: it takes half a second to import XGBoost. */
export function startXgboost(script: string): PythonScript | undefined {
  return python === undefined ? undefined : new PythonScript(python, [pathOf(script)])
}

/**
 * What a Python script beside this file prints, as JSON; it is given columns as JSON, missing cells as null.
 * The caller says what shape it has.
 */
export function runXgboost<T>(script: string, args: string[], columns: Float64Array[]): T {
  const result = spawnSync(python ?? 'python3', [pathOf(script), ...args], {
    input: JSON.stringify(withNulls(columns)),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (result.status !== 0) throw new Error(`XGBoost failed: ${result.stderr || result.error}`)
  return JSON.parse(result.stdout)
}

/** Columns as JSON has them. */
export const withNulls = (columns: Float64Array[]): (number | null)[][] =>
  columns.map((column) => Array.from(column, (value) => (Number.isNaN(value) ? null : value)))

const pathOf = (script: string): string => fileURLToPath(new URL(script, import.meta.url))
