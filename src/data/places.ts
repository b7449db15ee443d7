import type { FieldError } from '../core/errors.ts'

/** Where the rows of a file stand, in words for its reader. */
export interface Places {
  /** `line 3` of a text, `row 2` of a table. */
  name(row: number): string
  /** A fault in a column of a row. */
  fault(field: string, issue: string, row: number): FieldError
}

/** Rows of a text, each with the line on which it begins, counted from 1. */
export function linePlaces(lines: Int32Array): Places {
  return {
    name: (row) => `line ${lines[row]}`,
    fault: (field, issue, row) => ({ field, issue, line: lines[row] }),
  }
}

/** Rows of a table without lines, counted from 1. */
export const rowPlaces: Places = {
  name: (row) => `row ${row + 1}`,
  fault: (field, issue, row) => ({ field, issue: `row ${row + 1}: ${issue}` }),
}

/** The places of rows that stand in another order. */
export function orderedPlaces({ name, fault }: Places, order: Int32Array): Places {
  return {
    name: (row) => name(order[row]),
    fault: (field, issue, row) => fault(field, issue, order[row]),
  }
}
