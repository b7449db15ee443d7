import { SigmaError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import type { Target } from './target.ts'
import { catalogue } from './targets/catalogue.ts'
import { helpers } from './targets/helpers.ts'
import { live } from './targets/live.ts'
import { research } from './targets/research.ts'
import { scans } from './targets/scans.ts'
import { server } from './targets/server.ts'
import { sweeps } from './targets/sweeps.ts'

/** Every target of the earlier Makefile. */
export const targets: readonly Target[] = [
  ...server,
  ...catalogue,
  ...research,
  ...sweeps,
  ...scans,
  ...live,
  ...helpers,
]

/** @throws INVALID_PARAM that names the nearest one */
export function targetOf(name: string): Target {
  const found = targets.find((target) => target.name === name) ?? targets.find((one) => stands(one, name))
  if (found) return found
  const near = nearest(
    name,
    targets.map((target) => target.name),
  )
  throw new SigmaError('INVALID_PARAM', `there is no target "${name}"`, {
    next:
      near === undefined ? 'sigma make lists the targets' : `did you mean "${near}"? sigma make lists all`,
    details: { field_errors: [{ field: 'TARGET', issue: `is unknown: "${name}"` }] },
  })
}

/** Whether a name with a star at its end stands for this one. */
function stands({ name }: Target, asked: string): boolean {
  return name.endsWith('*') && asked.startsWith(name.slice(0, -1))
}
