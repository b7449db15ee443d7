import { stringify } from 'yaml'
import { editYaml } from '../yaml/editYaml.ts'
import { parseYaml } from '../yaml/yamlDocument.ts'

/** The text of a file that says something else now, with the comments of what stays; one that is no YAML is written anew. */
export function editDocument(text: string, after: Readonly<Record<string, unknown>>): string {
  return parseYaml(text).faults.length > 0 ? stringify(after) : editYaml(text, after)
}

/** What the text of a file says, as plain values; undefined where it is no YAML. */
export function documentOf(text: string): unknown {
  return parseYaml(text).value
}
