import { parseYaml } from '../yaml/yamlDocument.ts'
import { builtFile } from './builtFiles.ts'
import { type CheckedFile, checkFile, faultsOfFile } from './faults.ts'
import { type FileKinds, schemaOf } from './fileKinds.ts'
import type { PackFile } from './packFile.ts'

/**
 * Reads a file of a pack by the schema of its kind. Faults of the YAML and of the schema come with their lines, all at
 * once. What the build has read and found right is not read again, until a line of it is asked for.
 */
export async function checkPackFile<Kind extends keyof FileKinds>(
  file: PackFile,
  kind: Kind,
): Promise<CheckedFile<FileKinds[Kind]>> {
  const built = builtFile(file.sha256)
  if (built === undefined || !(kind in built.values)) return checkFile(file, await schemaOf(kind))
  return {
    file,
    document: built.document,
    value: built.values[kind],
    faults: [],
    faultAt: faultsOfFile(file, (path) => parseYaml(file.text).lineOf(path)),
  }
}
