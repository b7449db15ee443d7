/** What a trade costs, in basis points: `5 bps slippage`, `commission of 1`, `without slippage`. */
export function costsIn(text: string): Record<string, number> {
  const given = [
    ['slippage_bps', costOf(text, 'slippage')],
    ['commission_bps', costOf(text, 'commissions?')],
  ] as const
  return Object.fromEntries(given.flatMap(([field, cost]) => (cost === undefined ? [] : [[field, cost]])))
}

function costOf(text: string, name: string): number | undefined {
  if (new RegExp(`\\b(?:no|without|zero)\\s+${name}\\b`).test(text)) return 0
  const [, before, after] =
    new RegExp(
      `\\b(${amount})\\s*(?:bps?|basis points)\\s+(?:of\\s+)?${name}\\b|\\b${name}\\s+(?:(?:of|at)\\s+)?(${amount})(?![\\w.%])`,
    ).exec(text) ?? []
  const found = before ?? after
  return found === undefined ? undefined : Number(found)
}

const amount = '\\d+(?:\\.\\d+)?'
