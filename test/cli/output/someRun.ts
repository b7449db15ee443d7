/** What every detail of a backtest has, of which a text reads nothing. */
export const someRun = {
  ok: true,
  run_id: '1',
  id: '1',
  model_id: 'm',
  pack_id: 'p',
  status: 'completed',
  created_at: '',
} as const
