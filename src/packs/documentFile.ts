import { isMap } from '../core/policy/unwrap.ts'
import { parseYaml } from '../yaml/yamlDocument.ts'
import { filesAreFaulty } from './faults.ts'

/**
 * The fields of a file of YAML, whatever they are.
 * @param path as faults name the file
 * @throws INVALID_PARAM with every fault of the YAML and its line, or for a file that is no map
 */
export function readDocumentFile(path: string, text: string): Record<string, unknown> {
  const { value, faults } = parseYaml(text)
  if (faults.length > 0)
    throw filesAreFaulty(faults.map(({ issue, line }) => ({ file: path, line, field: '', issue })))
  if (isMap(value)) return { ...value }
  throw filesAreFaulty([{ file: path, line: 1, field: '', issue: 'expected fields, such as name: Mine' }])
}
