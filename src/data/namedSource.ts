import type { FileFormat } from './barsFile.ts'
import { fileSource } from './fileSource.ts'
import type { BarSource } from './source.ts'
import { type SyntheticOptions, syntheticSource } from './synthetic/source.ts'

/** A source that is all told by plain data, so that any thread can open it. */
export type NamedSource =
  | { kind: 'file'; format: FileFormat; path: string }
  | { kind: 'synthetic'; options: Partial<SyntheticOptions> }

export function openNamed(source: NamedSource): BarSource {
  return source.kind === 'file' ? fileSource(source.format, source.path) : syntheticSource(source.options)
}
