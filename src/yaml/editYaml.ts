import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isNode, isScalar, parseDocument, stringify, visit, type YAMLMap } from 'yaml'

/**
 * A text of YAML that says something else now: what stays keeps its order, its comments and its spelling; a text that says
 * the same already comes back as it is. One that is no map, or has aliases, is written anew.
 *
 * @param text YAML without faults
 * @param after what it is to say, as plain values
 */
export function editYaml(text: string, after: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text)
  if (isDeepStrictEqual(document.toJS(), after)) return text
  if (!isMap(document.contents) || hasAlias(document)) return stringify(after)
  edit(document, document.contents, after)
  return document.toString({ lineWidth: 0 })
}

function edit(document: Document, map: YAMLMap, after: object): void {
  const fields = new Map(Object.entries(after))
  for (const { key } of [...map.items]) if (!fields.has(nameOf(key))) map.delete(key)
  for (const [name, value] of fields) {
    const pair = map.items.find(({ key }) => nameOf(key) === name)
    if (!pair) map.add(document.createPair(name, value))
    else if (isNode(pair.value) && isDeepStrictEqual(pair.value.toJS(document), value)) continue
    else if (isMap(pair.value) && isFields(value)) edit(document, pair.value, value)
    else if (isScalar(pair.value) && isPlain(value)) pair.value.value = value
    else pair.value = document.createNode(value)
  }
}

/** An alias stands for what another place says, which may be what is edited. */
function hasAlias(document: Document): boolean {
  let found = false
  visit(document, {
    Alias() {
      found = true
      return visit.BREAK
    },
  })
  return found
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key)

const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null
