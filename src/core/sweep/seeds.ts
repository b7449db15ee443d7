import { sha256OfJson } from '../lineage/canonicalJson.ts'

/**
 * The seed of a trial of a search: it follows from the sweep's seed and what is fitted, never from the order in which
 * trials are drawn or done.
 *
 * @param fit what determines the fit, but its seed, as JSON
 * @returns a whole number below 2^31
 */
export function derivedSeed(sweepSeed: number, fit: unknown): number {
  const hash = sha256OfJson({ sweep_seed: sweepSeed, fit })
  return Number.parseInt(hash.slice(0, 8), 16) >>> 1
}
