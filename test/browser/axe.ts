import axe from 'axe-core'
import { z } from 'zod'
import type { Page } from './page.ts'

const found = z.object({
  passes: z.number(),
  violations: z.array(z.string()),
})

/** Faults that axe-core knows of, by WCAG 2.2 A and AA and its own best practices, each with the elements that have it. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(z.literal(true), `${axe.source}; true`)
  const { passes, violations } = await page.evaluate(
    found,
    `axe.run(document).then(({ passes, violations }) => ({
      passes: passes.length,
      violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ')),
    }))`,
  )
  if (passes < 5) throw new Error(`axe-core looked at nothing: ${passes} of its rules applied`)
  return violations
}
