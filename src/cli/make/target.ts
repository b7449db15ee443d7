import { invalidParam } from '../../core/errors.ts'
import type { VariableName, Variables } from './variables.ts'

interface Named {
  /** As it was written behind `make`; a star at the end stands for any ending. */
  name: string
}

/** A target that stands for a command. */
export interface CommandTarget extends Named {
  /** Variables without which it can't be done. */
  requires?: readonly VariableName[]
  /** The command and subcommand. */
  command: string
  /** What follows them on the line. */
  words?(variables: Variables): string[]
  /** What differs from before, told each time. */
  note?: string
}

/** A target that has no place here, with the reason. */
interface GoneTarget extends Named {
  gone: string
}

export type Target = CommandTarget | GoneTarget

/** An option with its value; nothing when the variable is empty. */
export function option(name: `--${string}`, value: string): string[] {
  return value === '' ? [] : [name, value]
}

/** A switch that a variable turns on or off; nothing when it is empty. */
export function onOff(name: string, variable: VariableName, value: string): string[] {
  if (value === '') return []
  if (/^(true|1|yes|on)$/i.test(value)) return [`--${name}`]
  if (/^(false|0|no|off)$/i.test(value)) return [`--no-${name}`]
  throw invalidParam([{ field: variable, issue: `expected true or false, got "${value}"` }])
}

/** The model and its pack, as nearly every target names them. */
export function model({ get }: Variables): string[] {
  const id = get('MODEL_ID')
  if (id.startsWith('-')) throw invalidParam([{ field: 'MODEL_ID', issue: `expected an id, got "${id}"` }])
  return [id, ...option('--pack', get('PACK_ID'))]
}

export const onModel: readonly VariableName[] = ['MODEL_ID']
export const inWindow: readonly VariableName[] = ['MODEL_ID', 'START', 'END']
