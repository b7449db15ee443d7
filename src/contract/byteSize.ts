const decimal = ['kB', 'MB', 'GB', 'TB']

const factors: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ...decimal.map((unit, place): [string, number] => [unit.toLowerCase(), 1_000 ** (place + 1)]),
  ...['kib', 'mib', 'gib', 'tib'].map((unit, place): [string, number] => [unit, 1_024 ** (place + 1)]),
])

/** A number of bytes from "4GB", "512 MB" or "2GiB", as disks and containers are sized; undefined for what is no size. */
export function parseByteSize(text: string): number | undefined {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
  const factor = factors.get(unit?.toLowerCase() ?? '-')
  if (number === undefined || factor === undefined) return undefined
  const size = Math.floor(Number(number) * factor)
  return size >= 1 && Number.isSafeInteger(size) ? size : undefined
}

/** A number of bytes as "812 B", "4.1 kB" or "2.3 MB". */
export function byteSizeText(size: number): string {
  if (size < 1_000) return `${size} B`
  const power = Math.min(Math.floor(Math.log10(size) / 3), decimal.length)
  return `${(size / 1_000 ** power).toFixed(1)} ${decimal[power - 1]}`
}
