import type { AskedLines } from '../services/log.ts'

const mostLines = 1_000
const mostCharacters = 2_000_000

/** The last lines of a log, in a bounded part of the memory. */
export class LogRing {
  /** Oldest first, from `#first` on. */
  #lines: string[] = []
  #first = 0
  #characters = 0

  add(line: string): void {
    this.#lines.push(line)
    this.#characters += line.length
    while (this.#lines.length - this.#first > mostLines || this.#characters > mostCharacters) {
      this.#characters -= this.#lines[this.#first].length
      this.#first++
    }
    // Moved now and then, rather than with each line.
    if (this.#first < mostLines) return
    this.#lines = this.#lines.slice(this.#first)
    this.#first = 0
  }

  /** @param levels of which lines are asked for */
  tail({ lines, requestId }: AskedLines, levels: ReadonlySet<string> | undefined): string[] {
    const found: string[] = []
    for (let i = this.#lines.length - 1; i >= this.#first && found.length < lines; i--) {
      const line = this.#lines[i]
      if (isAskedFor(line, levels, requestId)) found.push(line.trimEnd())
    }
    return found.reverse()
  }
}

function isAskedFor(
  line: string,
  levels: ReadonlySet<string> | undefined,
  requestId: string | undefined,
): boolean {
  if (levels === undefined && requestId === undefined) return true
  const { level, request_id }: { level: string; request_id?: string } = JSON.parse(line)
  return (levels?.has(level) ?? true) && (requestId === undefined || request_id === requestId)
}
