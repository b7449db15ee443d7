type Fields = Readonly<Record<string, unknown>>

/**
 * The body of a good answer of the earlier backend in the form of the contract, so that commands know one form: lists get
 * `rows`, and `ok: false` without an `error` is a verdict, not a failure. Undefined for others, which stay as they are.
 */
export function upgraded(path: string, body: unknown): Fields | undefined {
  return isObject(body) && !('error' in body) ? upgrades.get(path)?.(body) : undefined
}

/** The answer in the contract's form, or undefined when it has that form already. */
type Upgrade = (body: Fields) => Fields | undefined

const upgrades: ReadonlyMap<string, Upgrade> = new Map([
  ['/healthz', healthVerdict],
  ['/policy/explain', policyVerdict],
  ['/validate_policy', policyVerdict],
  ['/matrix/preview', previewVerdict],
  ['/preview_matrix', previewVerdict],
  ['/packs', rowsFrom('packs')],
  ['/packs/{pack_id}/templates', rowsFrom('templates')],
  ['/packs/{pack_id}/indicator_sets', rowsFrom('indicator_sets')],
  ['/model_templates', rowsFrom('templates')],
  ['/models', rowsFrom('models')],
])

function rowsFrom(key: string): Upgrade {
  return (body) => {
    const rows = body[key]
    if (body.rows !== undefined || !Array.isArray(rows)) return undefined
    return { ...body, rows, total: rows.length, limit: rows.length, offset: 0, next_offset: null }
  }
}

function healthVerdict(body: Fields): Fields | undefined {
  if (typeof body.healthy === 'boolean') return undefined
  const errors = Object.entries(isObject(body.errors) ? body.errors : {}).map(([name, text]) => [
    name,
    withoutKeys(String(text)),
  ])
  const failed = errors.map(([name, message]) => [name, { status: 'error', message }])
  const checks = Object.entries(isObject(body.checks) ? body.checks : {}).map(([name, value]) => [
    name,
    healthCheck(value),
  ])
  return {
    ...body,
    ok: true,
    healthy: body.ok === true,
    checks: { ...Object.fromEntries(checks), ...Object.fromEntries(failed) },
    errors: Object.fromEntries(errors),
  }
}

/** A check was a truth value, a count, or a map of part names to truth values. */
function healthCheck(value: unknown): Fields {
  if (typeof value === 'boolean') return { status: value ? 'ok' : 'warn', value }
  if (!isObject(value)) return { status: 'ok', value }
  const missing = Object.keys(value).filter((part) => value[part] === false)
  const count = Object.keys(value).length
  if (missing.length === 0) return { status: 'ok', value: count }
  return { status: 'warn', value: count - missing.length, message: `not loaded: ${missing.join(', ')}` }
}

function policyVerdict(body: Fields): Fields | undefined {
  if (typeof body.valid === 'boolean') return undefined
  const checks = isObject(body.checks) ? body.checks : {}
  const errors = [body.schema_errors ?? [], checks.errors ?? []].flat()
  return { path: null, ...body, ok: true, valid: body.ok === true, errors }
}

function previewVerdict(body: Fields): Fields | undefined {
  const qa = isObject(body.qa) ? body.qa : {}
  if (typeof qa.ok === 'boolean') return undefined
  const stats = Array.isArray(body.nan_stats) ? body.nan_stats.filter(isObject) : []
  const shares = stats.map(({ nan_pct: share }) => Number(share))
  return {
    features: stats.map(({ column }) => column),
    label_balance: {},
    nan_pct: shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length),
    leakage_flags: [],
    ...body,
    ok: true,
    qa: { ...qa, ok: body.ok === true },
  }
}

/** Its texts may hold the address that was called, with the vendor's key in clear. */
export function withoutKeys(text: string): string {
  return text.replaceAll(/(api_?key=)[^&\s"']+/gi, '$1********')
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
