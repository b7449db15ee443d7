/** What a file is; the columns of the artifact table use the same words. */
export type ArtifactKind = 'matrix' | 'model' | 'plot' | 'report' | 'csv' | 'other'

export interface StoredArtifact {
  /** Where it is, the same on every machine: relative to the workspace, or an object's address. */
  uri: string
  /** SHA-256 of the bytes, in hex. */
  sha256: string
  /** In bytes. */
  size: number
}

/** A file as it lies in the store, whatever the database says of it. */
export interface FoundFile {
  uri: string
  /** `leftover`: of a write that was killed; `foreign`: nothing that the store wrote. */
  role: 'artifact' | 'leftover' | 'foreign'
  /** In bytes. */
  size: number
  /** When it was written, or stored again, last. */
  modified: Date
}

/** Whether a file is there with the bytes of its hash. `size` is in bytes, 0 of one that can't be read. */
export type ArtifactState =
  | { state: 'whole' | 'changed' | 'missing'; size: number }
  | { state: 'unreadable'; size: number; why: string }

/**
 * Files by their content: equal bytes are stored once, and what was stored never changes.
 * Every method throws INVALID_PARAM for a `uri` that is not one of its own.
 */
export interface Artifacts {
  /** Stores the bytes. When the promise is fulfilled, they survive a crash; until then nothing of them is visible. */
  put(bytes: Uint8Array, options: { kind: ArtifactKind; extension: string }): Promise<StoredArtifact>
  /**
   * Stores a local file whose hash is known, without keeping it in memory. One that `aside` named may be moved rather than
   * copied: who wrote it removes what is left.
   */
  putFile(file: string, known: { sha256: string; extension: string }): Promise<StoredArtifact>
  /** The path of a new local file for `putFile` to store; one that is left over is collected as garbage. */
  aside(): Promise<string>
  /** Reads the bytes and checks them against their hash. Throws NOT_FOUND, or UNAVAILABLE when they were changed. */
  get(uri: string): Promise<Buffer>
  exists(uri: string): Promise<boolean>
  /** A local file with the bytes, for readers that need a path. It is read only, and is not checked here. */
  path(uri: string): Promise<string>
  /**
   * The same, checked against its hash without being kept in memory. Throws NOT_FOUND, or UNAVAILABLE when it was changed.
   */
  checkedPath(uri: string): Promise<string>
  /** Reads a file and compares it with its hash, without keeping it in memory. */
  check(uri: string): Promise<ArtifactState>
  /** Every file of the store. */
  list(): AsyncIterable<FoundFile>
  /**
   * Removes a file for good, unless it was stored again at or after `before`: then a run is about to refer to it. Tells
   * whether it was removed. A foreign file is refused.
   */
  remove(file: FoundFile, before: Date): Promise<boolean>
  /**
   * An address from which anybody can read the bytes for a while, without credentials; null where the store gives none.
   *
   * @param type the media type that it is to be read as
   */
  link(uri: string, type: string): Promise<string | null>
}
