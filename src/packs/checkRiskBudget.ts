import { invalidParam } from '../core/errors.ts'
import { describeIssues } from '../yaml/describeIssues.ts'
import { riskBudget } from './schemas/pack.ts'

/**
 * Checks limits of a profile as those of a pack.yaml are.
 *
 * @param document in the spelling of a pack.yaml
 * @throws INVALID_PARAM with every bad limit, as fields below `risk_budget`
 */
export function checkRiskBudget(document: object): void {
  const result = riskBudget.safeParse(document)
  if (result.success) return
  throw invalidParam(
    describeIssues(result.error, document).map(({ path, message }) => ({
      field: ['risk_budget', ...path].map(String).join('.'),
      issue: message,
    })),
  )
}
