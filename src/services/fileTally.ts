/** How many files, and their bytes together. */
export interface FileTally {
  files: number
  bytes: number
}

export const noFiles = (): FileTally => ({ files: 0, bytes: 0 })

export function count(tally: FileTally, size: number): void {
  tally.files++
  tally.bytes += size
}
