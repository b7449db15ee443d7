import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { checkPackFile } from './checkPackFile.ts'
import type { FileFault } from './faults.ts'
import { checkIndicators } from './indicatorCheck.ts'
import { checkId, listStems, type PackFile, type PackLayer, readPackFile } from './packFile.ts'
import type { IndicatorRequest } from './schemas/indicatorSet.ts'

export interface IndicatorSet {
  /** The stem of its file, by which configs name it. */
  name: string
  /** What the file calls it. */
  title: string
  version: number
  description: string
  /** As the file asks for them. */
  indicators: IndicatorRequest[]
  file: PackFile
}

/** A set by name, or every fault of its file; an unknown one is thrown as NOT_FOUND naming the nearest. */
export async function inspectIndicatorSet(
  layers: readonly PackLayer[],
  packId: string,
  name: string,
): Promise<{ set: IndicatorSet | undefined; faults: FileFault[] }> {
  checkId('name', name)
  const file = await readPackFile(layers, packId, `indicator_sets/${name}.yaml`)
  if (!file) {
    const known = await listStems(layers, packId, 'indicator_sets')
    throw new SigmaError(
      'NOT_FOUND',
      `pack ${packId} has no indicator set "${name}"${didYouMean(name, known)}`,
      {
        next: `sigma packs indicator-sets ${packId}`,
      },
    )
  }
  return inspectFile(file, name)
}

/** A set that stands in no file yet, by the checks of those that do. @param document as a file would have it */
export async function readSetDocument(
  packId: string,
  name: string,
  document: object,
): Promise<{ set: IndicatorSet | undefined; faults: FileFault[] }> {
  checkId('name', name)
  const text = stringify(document)
  const sha256 = createHash('sha256').update(text).digest('hex')
  const path = `packs/${packId}/indicator_sets/${name}.yaml`
  return inspectFile({ path, origin: 'workspace', text, sha256 }, name)
}

async function inspectFile(
  file: PackFile,
  name: string,
): Promise<{ set: IndicatorSet | undefined; faults: FileFault[] }> {
  const checked = await checkPackFile(file, 'indicators')
  if (!checked.value) return { set: undefined, faults: checked.faults }
  const { name: title = name, version, description, indicators } = checked.value
  const { faults } = checkIndicators(indicators, (index, issue) =>
    checked.faultAt(['indicators', index], issue),
  )
  const set = faults.length === 0 ? { name, title, version, description, indicators, file } : undefined
  return { set, faults }
}
