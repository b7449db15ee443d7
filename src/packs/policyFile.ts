import { policyFaults } from '../core/policy/faults.ts'
import { isMap } from '../core/policy/unwrap.ts'
import { checkPackFile } from './checkPackFile.ts'
import type { FileFault } from './faults.ts'
import { type PackFile, type PackLayer, readPackFile } from './packFile.ts'

/** A policy as it stands in its file, faulty or not. */
export interface PolicyFile {
  file: PackFile
  /** Plain values; undefined when the file is not YAML. */
  document: unknown
  faults: FileFault[]
}

export async function readPolicyFile(
  layers: readonly PackLayer[],
  packId: string,
  modelId: string,
): Promise<PolicyFile | null> {
  const file = await readPackFile(layers, packId, `policy_templates/${modelId}.yaml`)
  return file ? checkPolicyFile(file) : null
}

async function checkPolicyFile(file: PackFile): Promise<PolicyFile> {
  const { document, faults, faultAt } = await checkPackFile(file, 'policy')
  if (faults.length > 0) return { file, document: undefined, faults }
  return {
    file,
    document,
    faults: policyFaults(document).map(({ field, issue }) => ({
      ...faultAt(pathIn(document, field.split('.')), issue),
      field,
    })),
  }
}

/** Where a field of the flat policy stands in a document that may nest its body under `policy:`. */
function pathIn(document: unknown, path: string[]): string[] {
  const body = isMap(document) ? document.policy : undefined
  if (!isMap(body)) return path
  const besideBody = isMap(document) && path[0] in document && !(path[0] in body)
  return besideBody ? path : ['policy', ...path]
}
