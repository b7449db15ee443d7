/** The columns of a file of fills, in their order; the last three may be absent. */
export const fillColumns = [
  ...(['ts', 'model_id', 'risk_profile', 'ticker', 'side', 'entry_ref_px', 'fill_px', 'slippage'] as const),
  ...(['status', 'rr', 'pnl', 'tag', 'exit_px', 'stop_px', 'signal_id'] as const),
] as const
export type FillColumn = (typeof fillColumns)[number]
