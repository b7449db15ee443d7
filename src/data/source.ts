import type { Bars, Cadence } from '../core/bars/bars.ts'

/** Bars to load: sessions from `start` to `end`, `YYYY-MM-DD`, both inclusive; an absent one is open. */
interface BarRequest {
  ticker: string
  cadence: Cadence
  start?: string
  end?: string
}

/** Where bars come from. A window that holds none is UNPROCESSABLE, never an empty answer. */
export interface BarSource {
  id: string
  load(request: BarRequest): Promise<{ bars: Bars; sourceIds: string[] }>
}
