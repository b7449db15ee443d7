import { type FileHandle, open } from 'node:fs/promises'
import { readAt } from './readAt.ts'

/** The bytes of a file, in memory or on a disk, of which parts are read. */
export interface ByteSource {
  byteLength: number
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>
}

/** Bytes in memory; a part is a copy. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
  }
}

/** Gives `work` a local file to read parts of, whatever its size. */
export async function withSource<Result>(
  file: Uint8Array | string,
  work: (source: ByteSource) => Promise<Result>,
): Promise<Result> {
  if (typeof file !== 'string') return work(sourceOfBytes(file))
  const handle = await open(file)
  try {
    return await work(await sourceOfHandle(handle))
  } finally {
    await handle.close()
  }
}

async function sourceOfHandle(handle: FileHandle): Promise<ByteSource> {
  const { size } = await handle.stat()
  return {
    byteLength: size,
    async slice(start, end = size) {
      const part = new ArrayBuffer(end - start)
      new Uint8Array(part).set(await readAt(handle, start, end - start))
      return part
    },
  }
}
