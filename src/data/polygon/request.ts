/** A question to the vendor. The key is no part of it: it travels in a header, and is never written down. */
export interface VendorRequest {
  /** From the root of the interface, such as `/v3/reference/splits`. */
  path: string
  query: Readonly<Record<string, string>>
}

/** One spelling for equal requests, whatever the order of their parameters; it names them in errors and in the cache. */
export function requestText({ path, query }: VendorRequest): string {
  const sorted = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = new URLSearchParams(sorted).toString()
  return `GET ${path}${text === '' ? '' : `?${text}`}`
}

/** The address of a request below the vendor's base URL, which may itself have a path. */
export function requestUrl(baseUrl: URL, { path, query }: VendorRequest): URL {
  const url = new URL(baseUrl)
  url.pathname = `${baseUrl.pathname.replace(/\/+$/, '')}${path}`
  url.search = new URLSearchParams(query).toString()
  return url
}

/** A ticker as part of a path. The colon of `I:VIX` and `O:SPY…` stays, as the vendor writes it. */
export function pathSegment(ticker: string): string {
  return encodeURIComponent(ticker).replaceAll('%3A', ':')
}
