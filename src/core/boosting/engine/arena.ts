import { SigmaError } from '../../errors.ts'

const pageBytes = 65536
/** What WebAssembly can address: 4 GiB. */
const mostPages = 65536
/** What JavaScript's kernels address by signed numbers: 2 GiB. */
const mostPagesOfJavaScript = 32767

/** Memory of pages of 64 KiB that threads can share. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): void
}
/** So that neither a register nor a line of the cache straddles two arrays. */
const alignment = 64

/**
 * Memory that threads share and kernels address by number. Arrays are laid one after the other; all are given back at
 * once, when a fit is done, and the memory stays for the next one: fresh memory costs more than filling it.
 */
export class Arena {
  readonly memory: SharedMemory
  private readonly first: number
  private top: number

  /** @param reserved bytes at the start that are never given out */
  constructor(reserved: number, memory: SharedMemory) {
    this.memory = memory
    this.first = reserved
    this.top = reserved
  }

  /** Room for so many bytes, whose contents are arbitrary. Views made before may be shorter than the memory is now. */
  allocate(bytes: number): number {
    const at = Math.ceil(this.top / alignment) * alignment
    const end = at + bytes
    const pages = Math.ceil(end / pageBytes) - this.memory.buffer.byteLength / pageBytes
    if (pages > 0) this.grow(pages)
    this.top = end
    return at
  }

  /** Gives everything back. */
  reset(): void {
    this.top = this.first
  }

  /** Where the next array would lie, for `release`. */
  mark(): number {
    return this.top
  }

  /** Gives back what was allocated since a mark. */
  release(mark: number): void {
    this.top = mark
  }

  int32(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length)
  }

  float32(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length)
  }

  float64(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length)
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length)
  }

  private grow(pages: number): void {
    try {
      this.memory.grow(pages)
    } catch (cause) {
      throw tooLarge(this.memory.buffer.byteLength + pages * pageBytes, cause)
    }
  }
}

export function webAssemblyMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 16, maximum: mostPages, shared: true })
}

export function javaScriptMemory(): SharedMemory {
  const buffer = new SharedArrayBuffer(16 * pageBytes, { maxByteLength: mostPagesOfJavaScript * pageBytes })
  return { buffer, grow: (pages) => buffer.grow(buffer.byteLength + pages * pageBytes) }
}

function tooLarge(bytes: number, cause?: unknown): SigmaError {
  return new SigmaError('UNAVAILABLE', `the fit needs ${Math.ceil(bytes / 2 ** 20)} MiB of memory`, {
    next: 'use fewer rows, fewer features or fewer bins',
    ...(cause !== undefined && { cause }),
  })
}
