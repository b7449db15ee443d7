import type { Hyperparams, SweepRequest, SweepVariants } from '../contract/types.ts'
import { invalidParam } from '../core/errors.ts'

/** A request that was typed, over what a file says: what is typed wins, one value over a list of values too. */
export function overFile({ sweep = {}, ...typed }: SweepRequest, file: SweepRequest): SweepRequest {
  const { splits_variants, calibration_variants, hyperparams_variants, hyperparams_ranges, ...lists } =
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
      ...(hyperparams_ranges && { hyperparams_ranges: without(hyperparams_ranges, typed.hyperparams ?? {}) }),
      ...defined(sweep),
    },
  }
}

type Search = NonNullable<SweepVariants['search']>

/** A request with what was typed of its search. Faults when half of it is missing. */
export function withSearch(request: SweepRequest, typed: Partial<Search>): SweepRequest {
  const said = defined(typed)
  if (Object.keys(said).length === 0) return request
  const { kind, budget, ...rest } = { ...request.sweep?.search, ...said }
  if (kind === undefined || budget === undefined) {
    const field = kind === undefined ? '--search' : '--budget'
    throw invalidParam([{ field, issue: 'is missing' }], {
      next: 'say both, such as: --search random --budget 40',
    })
  }
  return { ...request, sweep: { ...request.sweep, search: { kind, budget, ...rest } } }
}

/** Without the names that others have said. */
function without<T extends object>(set: T, said: Hyperparams): Partial<T> {
  const names = Object.keys(defined(said))
  return Object.fromEntries(Object.entries(set).filter(([name]) => !names.includes(name))) as Partial<T>
}

/** Without the absent fields, which would hide those of the file. */
function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
