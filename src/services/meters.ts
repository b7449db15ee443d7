import { SigmaError } from '../core/errors.ts'

/** Counts what is done, and tells it to who watches a server. */
export interface Meters {
  /** @param operation of the contract, or `page` */
  requestDone(request: { operation: string; method: string; status: number }, seconds: number): void
  /** A matrix was asked for, and was stored already or not. */
  matrixAsked(cached: boolean): void
  rowsBuilt(rows: number): void
  fitDone(): void
  /** How often a matrix was asked for that was stored already, and that was not; null where nothing is counted. */
  matricesAsked(): Promise<{ hits: number; misses: number } | null>
  /** All of it in the text format of Prometheus, with its media type. */
  text(): Promise<{ type: string; text: string }>
}

/** Those of a command, which nobody watches. */
export const noMeters: Meters = {
  requestDone() {},
  matrixAsked() {},
  rowsBuilt() {},
  fitDone() {},
  async matricesAsked() {
    return null
  },
  async text() {
    throw new SigmaError('UNAVAILABLE', 'a command is not measured: a server is', {
      next: 'start one with sigma serve, and ask it',
    })
  },
}
