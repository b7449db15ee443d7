import { lazily } from '../core/lazily.ts'
import type { BarSource } from '../data/source.ts'
import type { Settings } from './settings.ts'

/** The bundled bars. Sources are loaded when they are first asked: most commands ask none. */
export function openSample(folder: string): BarSource {
  const source = lazily(async () => (await import('../data/sample.ts')).sampleSource(folder))
  return { id: 'sample', load: async (request) => (await source()).load(request) }
}

/** Bars and options of Polygon; `cacheFolder` is made when it is not there. */
export function openPolygon(settings: Settings, cacheFolder: string): BarSource {
  const source = lazily(() => loadPolygon(settings, cacheFolder))
  return {
    id: 'polygon',
    load: async (request) => (await source()).load(request),
    fillQuotes: async (request) => (await source()).fillQuotes(request),
  }
}

async function loadPolygon(settings: Settings, cacheFolder: string): Promise<Required<BarSource>> {
  const [{ polygonSource }, hours, { blackScholes }, { impliedVolatility }] = await Promise.all([
    import('../data/polygon/polygonSource.ts'),
    import('../core/calendar/index.ts'),
    import('../core/options/blackScholes.ts'),
    import('../core/options/impliedVolatility.ts'),
  ])
  return polygonSource({
    apiKey: settings.polygon_api_key,
    baseUrl: settings.polygon_url,
    cacheFolder,
    hours,
    pricing: { impliedVolatility, sensitivities: blackScholes },
    ...(settings.polygon_requests_per_minute !== undefined && {
      requestsPerMinute: settings.polygon_requests_per_minute,
    }),
    ...(settings.polygon_verbose && { log: (message) => process.stderr.write(`polygon: ${message}\n`) }),
  })
}
