import type { Hyperparams, SweepRequest, SweepVariants } from '../contract/types.ts'

/** A request that was typed, over what a file says: what is typed wins, one value over a list of values too. */
export function overFile({ sweep = {}, ...typed }: SweepRequest, file: SweepRequest): SweepRequest {
  const { splits_variants, calibration_variants, hyperparams_variants, ...lists }: SweepVariants =
    file.sweep ?? {}
  return {
    ...file,
    ...defined(typed),
    sweep: {
      ...lists,
      ...(sweep.splits === undefined && { splits_variants }),
      ...(typed.calibration === undefined && { calibration_variants }),
      ...(hyperparams_variants && {
        hyperparams_variants: hyperparams_variants.map((set) => without(set, typed.hyperparams ?? {})),
      }),
      ...defined(sweep),
    },
  }
}

/** Without the names that others have said. */
function without(set: Hyperparams, said: Hyperparams): Hyperparams {
  const names = Object.keys(defined(said))
  return Object.fromEntries(Object.entries(set).filter(([name]) => !names.includes(name)))
}

/** Without the absent fields, which would hide those of the file. */
function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
