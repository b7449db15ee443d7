import type { OptionContract } from '../../core/options/occSymbol.ts'

/** A contract with the ticker that the vendor has for it. */
export interface Contract extends OptionContract {
  ticker: string
}
