import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** A YAML text read to plain values, that still knows on which line each of them stands. */
export interface YamlDocument {
  /** Undefined when the text is not YAML. */
  value: unknown
  /** Faults of the YAML itself. */
  faults: { issue: string; line: number }[]
  /** Line of the key or item at a path, counted from 1; of its nearest parent when it is not there. */
  lineOf(path: readonly PropertyKey[]): number
}

/** Reads YAML 1.2. Every fault is listed, a key given twice among them. */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const faults = document.errors.map((error) => ({ issue: error.message, line: lineAt(error.pos[0]) }))
  let value: unknown
  if (faults.length === 0) {
    try {
      value = document.toJS()
    } catch (error) {
      // an alias that leads nowhere, or aliases that multiply without end
      if (!(error instanceof ReferenceError)) throw error
      faults.push({ issue: error.message, line: 1 })
    }
  }
  return {
    value,
    faults,
    lineOf(path) {
      let node: unknown = document.contents
      let line = offsetLine(node, lineAt) ?? 1
      for (const key of path) {
        if (isAlias(node)) node = node.resolve(document)
        const step = childOf(node, key)
        if (step === undefined) return line
        line = offsetLine(step.marker, lineAt) ?? line
        node = step.child
      }
      return line
    },
  }
}

/** The value under a key, and the node that marks where it stands: the key of a map, the item of a list. */
function childOf(node: unknown, key: PropertyKey): { marker: unknown; child: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key),
    )
    return pair && { marker: pair.key, child: pair.value }
  }
  if (isSeq(node) && typeof key === 'number' && key < node.items.length) {
    return { marker: node.items[key], child: node.items[key] }
  }
  return undefined
}

function offsetLine(node: unknown, lineAt: (offset: number) => number): number | undefined {
  const range = isNode(node) ? node.range : undefined
  return range ? lineAt(range[0]) : undefined
}

function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node
}
