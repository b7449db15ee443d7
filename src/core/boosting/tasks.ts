import type { Arena } from './engine/arena.ts'

/** Records of tasks, one after the other. */
export class Tasks {
  readonly at: number
  readonly count: number
  readonly bytes: number
  private readonly integers: Int32Array
  private readonly singles: Float32Array
  private readonly doubles: Float64Array

  constructor(arena: Arena, at: number, count: number, bytes: number) {
    this.at = at
    this.count = count
    this.bytes = bytes
    this.integers = arena.int32(at, (count * bytes) / 4)
    this.singles = arena.float32(at, (count * bytes) / 4)
    this.doubles = arena.float64(at, Math.floor((count * bytes) / 8))
  }

  setInt(task: number, field: number, value: number): void {
    this.integers[(task * this.bytes + field) / 4] = value
  }

  getInt(task: number, field: number): number {
    return this.integers[(task * this.bytes + field) / 4]
  }

  setSingle(task: number, field: number, value: number): void {
    this.singles[(task * this.bytes + field) / 4] = value
  }

  setDouble(task: number, field: number, value: number): void {
    this.doubles[(task * this.bytes + field) / 8] = value
  }

  getDouble(task: number, field: number): number {
    return this.doubles[(task * this.bytes + field) / 8]
  }
}
