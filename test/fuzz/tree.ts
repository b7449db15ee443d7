/** JSON as a tree that may also hold what no value can: keys that stand twice, numbers without bounds, broken texts. */
export type Tree =
  | { kind: 'raw'; text: string }
  | { kind: 'list'; items: Tree[] }
  | { kind: 'object'; entries: [key: string, value: Tree][] }

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) }
  if (typeof value === 'object' && value !== null) {
    const given = Object.entries(value).filter(([, inner]) => inner !== undefined)
    return { kind: 'object', entries: given.map(([key, inner]) => [key, treeOf(inner)]) }
  }
  return { kind: 'raw', text: JSON.stringify(value) ?? 'null' }
}

export function written(tree: Tree): string {
  if (tree.kind === 'raw') return tree.text
  if (tree.kind === 'list') return `[${tree.items.map(written).join(',')}]`
  return `{${tree.entries.map(([key, value]) => `${JSON.stringify(key)}:${written(value)}`).join(',')}}`
}

/** A place in a tree where a value stands, and what it can be replaced by. */
export interface Place {
  value: Tree
  put(value: Tree): void
}

/** Every place below a tree, outer ones first. */
export function placesIn(tree: Tree): Place[] {
  if (tree.kind === 'raw') return []
  const own: Place[] =
    tree.kind === 'list'
      ? tree.items.map((value, index) => ({
          value,
          put(other) {
            tree.items[index] = other
          },
        }))
      : tree.entries.map((entry) => ({
          value: entry[1],
          put(other) {
            entry[1] = other
          },
        }))
  return own.flatMap((place) => [place, ...placesIn(place.value)])
}

/** The tree itself, if it is an object, and every object below it. */
export function objectsIn(tree: Tree): Extract<Tree, { kind: 'object' }>[] {
  const all = [tree, ...placesIn(tree).map(({ value }) => value)]
  return all.filter((one) => one.kind === 'object')
}

/** The text with another character for each lone surrogate, which has no bytes that could be sent. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
