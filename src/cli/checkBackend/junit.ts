import type { StepResult } from './runSteps.ts'

/** The steps as JUnit XML, in the form that CI servers read: one suite, a test case for each step. */
export function junitXml(steps: readonly StepResult[]): string {
  const failures = steps.filter(({ ok, skipped }) => !ok && !skipped).length
  const skips = steps.filter(({ skipped }) => skipped).length
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3)
  const total = steps.reduce((sum, { ms }) => sum + ms, 0)
  const cases = steps.map(({ name, ms, ok, error = '', skipped }) => {
    const head = `    <testcase classname="check-backend" name="${escapeXml(name)}" time="${seconds(ms)}"`
    if (ok) return `${head}/>`
    const kind = skipped ? 'skipped' : 'failure'
    return `${head}>\n      <${kind} message="${escapeXml(error)}"/>\n    </testcase>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="check-backend" tests="${steps.length}" failures="${failures}" skipped="${skips}" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 has no place for most control characters, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g

function escapeXml(text: string): string {
  return text.replaceAll(forbidden, '').replaceAll(/[&<>"']/g, (one) => entities[one])
}
