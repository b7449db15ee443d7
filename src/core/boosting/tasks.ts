import type { Arena } from './engine/arena.ts'

/** Memory of tasks, seen as numbers of each kind. */
export class TaskMemory {
  readonly at: number
  readonly bytes: number
  readonly integers: Int32Array
  readonly singles: Float32Array
  readonly doubles: Float64Array

  /** @param bytes a multiple of 8 */
  constructor(arena: Arena, bytes: number) {
    this.at = arena.allocate(bytes)
    this.bytes = bytes
    this.integers = arena.int32(this.at, bytes / 4)
    this.singles = arena.float32(this.at, bytes / 4)
    this.doubles = arena.float64(this.at, bytes / 8)
  }
}

/** Records of tasks, one after the other. */
export class Tasks {
  readonly at: number
  readonly count: number
  readonly bytes: number
  private readonly memory: TaskMemory

  constructor(memory: TaskMemory, count: number, bytes: number) {
    this.memory = memory
    this.at = memory.at
    this.count = count
    this.bytes = bytes
  }

  setInt(task: number, field: number, value: number): void {
    this.memory.integers[(task * this.bytes + field) >> 2] = value
  }

  getInt(task: number, field: number): number {
    return this.memory.integers[(task * this.bytes + field) >> 2]
  }

  setSingle(task: number, field: number, value: number): void {
    this.memory.singles[(task * this.bytes + field) >> 2] = value
  }

  setDouble(task: number, field: number, value: number): void {
    this.memory.doubles[(task * this.bytes + field) >> 3] = value
  }

  getDouble(task: number, field: number): number {
    return this.memory.doubles[(task * this.bytes + field) >> 3]
  }
}

/** Tasks in memory of their own. @param bytes of each, a multiple of 8 */
export function tasksIn(arena: Arena, count: number, bytes: number): Tasks {
  return new Tasks(new TaskMemory(arena, count * bytes), count, bytes)
}
