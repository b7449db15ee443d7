const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const sha = /\b[0-9a-f]{64}\b/gi

/** The ids of runs and the shas of matrices in a text, each once, in their order. */
export function idsIn(text: string): string[] {
  const found = [...text.matchAll(uuid), ...text.matchAll(sha)].sort((a, b) => a.index - b.index)
  return [...new Set(found.map(([id]) => id.toLowerCase()))]
}
