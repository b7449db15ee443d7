import type { Transport, WireAnswer, WireRequest } from './transport.ts'

type Fields = Readonly<Record<string, unknown>>

interface Alias {
  method: 'GET' | 'POST'
  path: string
  alias: string
  /** The request as the alias takes it: fields that the earlier backend spells otherwise. */
  body?: (fields: Fields) => Fields
}

/** Canonical routes that the earlier backend has under another name. */
const aliases: readonly Alias[] = [
  { method: 'POST', path: '/matrix/build', alias: '/build_matrix', body: withPlainWindow },
  { method: 'POST', path: '/matrix/preview', alias: '/preview_matrix', body: withPlainWindow },
  { method: 'POST', path: '/backtests', alias: '/backtest', body: withPlainConfig },
  { method: 'POST', path: '/sweeps/run', alias: '/backtest_sweep', body: withPlainVariants },
  { method: 'GET', path: '/policy/explain', alias: '/validate_policy' },
]

const routeIsMissing = ({ status }: WireAnswer): boolean => status === 404 || status === 405

/**
 * Asks the alias of a route that the backend does not have. When the alias is missing too, or the 404 was about
 * something else, such as the model, the first answer stands.
 */
export function withAliases(transport: Transport): Transport {
  return async (request) => {
    const { pathname } = new URL(request.url)
    const found = aliases.find(({ method, path }) => method === request.method && pathname.endsWith(path))
    const response = await transport(request)
    if (!found || !routeIsMissing(response)) return response
    const second = await transport(aliased(request, found))
    return routeIsMissing(second) ? response : second
  }
}

function aliased(request: WireRequest, { path, alias, body: respelled }: Alias): WireRequest {
  const url = new URL(request.url)
  url.pathname = url.pathname.slice(0, -path.length) + alias
  const fields: unknown = request.body === undefined ? undefined : JSON.parse(request.body)
  const body = respelled && isObject(fields) ? JSON.stringify(respelled(fields)) : request.body
  return { ...request, url: url.href, body }
}

function withPlainWindow({ date_window: window, ...fields }: Fields): Fields {
  return isObject(window) ? { ...fields, start: window.start, end: window.end } : fields
}

function withPlainConfig({ config, ...fields }: Fields): Fields {
  if (!isObject(config)) return fields
  const { kind, value, ...rest } = config
  return { ...fields, ...rest, [kind === 'top_pct' ? 'top_pct' : 'thresholds']: value }
}

/** Variants beside the other fields, each set of thresholds or hours as comma-separated text. */
function withPlainVariants({ sweep, ...rest }: Fields): Fields {
  const {
    threshold_variants: thresholds,
    thresholds_variants: sets = thresholds,
    hours_variants: hours,
    allowed_hours_variants: hourSets = hours,
    allowed_hours: allowed,
    ...fields
  } = isObject(sweep) ? { ...rest, ...sweep } : rest
  return {
    ...fields,
    ...(Array.isArray(sets) && { thresholds_variants: sets.map(listText) }),
    ...(Array.isArray(hourSets) && { allowed_hours_variants: hourSets.map(listText) }),
    ...(allowed !== undefined && { allowed_hours: listText(allowed) }),
  }
}

const listText = (value: unknown): string => [value].flat().join(',')

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
