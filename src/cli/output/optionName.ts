/** Fields of a request whose option has another name. */
const renamed: Readonly<Record<string, string>> = {
  allowed_hours: '--hours',
  hours: '--hours',
  allowed_hours_variants: '--hours-sets',
  hours_variants: '--hours-sets',
  threshold_variants: '--thresholds',
  top_pct_variants: '--top-pcts',
  risk_profile: '--risk',
  pack_id: '--pack',
  model_id: '--model',
  matrix_sha: '--matrix',
  return_column: '--return',
}

/**
 * A faulty field of a request beside the option that sets it: `splits` is `--splits`, `sweep.top_pct_variants[1]` is
 * `--top-pcts (top_pct_variants[1])`. A field that none of the options sets stays as it is.
 */
export function withOption(field: string, options: readonly string[]): string {
  if (field.startsWith('-')) return field
  const last = field.split('.').at(-1) ?? field
  const name = last.replace(/\[\d+\]$/, '')
  const own = `--${name.replace(/_variants$/, '').replaceAll('_', '-')}`
  const option = [renamed[name], `--${name.replaceAll('_', '-')}`, own].find(
    (one) => one !== undefined && options.includes(one),
  )
  if (option === undefined) return field
  return option === `--${last.replaceAll('_', '-')}` ? option : `${option} (${last})`
}
