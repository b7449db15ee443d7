import type { Arena } from '../arena.ts'

/** The memory of an arena as kernels read and write it, by byte offsets that are multiples of the width. */
export class Views {
  private readonly arena: Arena
  private size = 0
  u8: Uint8Array = new Uint8Array(0)
  i32: Int32Array = new Int32Array(0)
  f32: Float32Array = new Float32Array(0)
  f64: Float64Array = new Float64Array(0)

  constructor(arena: Arena) {
    this.arena = arena
  }

  /** The views, made anew where the memory has grown. */
  now(): this {
    const buffer = this.arena.memory.buffer
    if (buffer.byteLength !== this.size) {
      this.size = buffer.byteLength
      this.u8 = new Uint8Array(buffer)
      this.i32 = new Int32Array(buffer)
      this.f32 = new Float32Array(buffer)
      this.f64 = new Float64Array(buffer)
    }
    return this
  }
}
