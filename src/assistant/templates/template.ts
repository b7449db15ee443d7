/** What may be bound to a parameter. Lengths count characters. */
export type ParameterType =
  | { type: 'text'; min: number; max: number }
  | { type: 'integer'; min: number; max: number }
  | { type: 'choice'; choices: readonly string[] }
  /** A list of names, which the statement gets as a JSON array. */
  | { type: 'names'; min: number; max: number }

export type Parameter = ParameterType & {
  name: string
  /** Without it, the lines that ask for it are left out. */
  isOptional: boolean
  default?: string | number
}

/** What a template says of itself. */
export interface Declaration {
  name: string
  purpose: string
  /** The only tables and views that it may read. */
  reads: readonly string[]
  mostRows: number
  parameters: readonly Parameter[]
  /** Columns that hold JSON. */
  documents: readonly string[]
  /** Columns that hold 0 or 1. */
  flags: readonly string[]
}

export interface Line {
  text: string
  /** The optional parameter without which the line is left out. */
  onlyWith?: string
}

/** A question to the database that is written down beforehand: who asks it gives values, never text of the statement. */
export interface Template extends Declaration {
  lines: readonly Line[]
}

export type Engine = 'sqlite' | 'postgres'
