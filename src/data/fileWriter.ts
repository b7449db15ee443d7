import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { ByteWriter } from 'hyparquet-writer'

/** A file that was written. */
export interface WrittenFile {
  /** SHA-256 of its bytes, in hex. */
  sha256: string
  /** In bytes. */
  size: number
}

/** Writes a new local file and hashes it on the way. What stands between two calls of `flush` is in memory. */
export class FileWriter extends ByteWriter {
  private readonly file: number
  private readonly hash = createHash('sha256')

  constructor(file: string) {
    super()
    this.file = openSync(file, 'wx')
  }

  flush(): void {
    const bytes = this.getBytes()
    this.hash.update(bytes)
    for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written)
    this.index = 0
  }

  /** Writes the rest. */
  end(): WrittenFile {
    this.flush()
    return { sha256: this.hash.digest('hex'), size: this.offset }
  }

  close(): void {
    closeSync(this.file)
  }
}
