import { expect, it } from 'vitest'
import { operations } from './contract.ts'

/** Every route that the documents of the system name, canonical and older, and those that are Sigma's own. */
const routes = `
  GET / | GET /health | GET /healthz | GET /livez | GET /readyz | GET /metrics | GET /docs | GET /openapi.json | GET /ui
  GET /packs | GET /packs/{} | GET /packs/{}/templates | GET /packs/{}/indicator_sets | GET /model_templates
  GET /models | POST /models | PATCH /models/{} | GET /models/{}/performance
  GET /model_detail | GET /model_cards | GET /model_card | GET /model_config | PUT /model_config
  GET /model_config/versions
  GET /indicators | GET /indicators/status | GET /indicators/{} | POST /indicators/compute
  GET /indicator_sets | POST /indicator_sets | GET /indicator_set | PUT /indicator_set
  GET /policy | PUT /policy | GET /policy/explain | GET /validate_policy
  POST /matrix/build | POST /matrix/preview | GET /matrix/{}
  POST /build_matrix | POST /build_stock_matrix | POST /preview_matrix
  GET /build_runs | GET /build_runs/{} | GET /build_runs/{}/events
  POST /train | POST /train/batch | GET /train/jobs | GET /train/jobs/{} | GET /train/jobs/{}/events
  POST /train/jobs/{}/cancel | POST /train/jobs/{}/retry | GET /training_runs | GET /training_runs/{} | POST /predict
  POST /backtests | GET /backtests | GET /backtests/{} | GET /backtests/{}/events | POST /backtest | GET /backtest_runs
  POST /sweeps/run | POST /sweeps/plan | GET /sweeps | GET /sweeps/{} | GET /sweeps/{}/status | GET /sweeps/{}/results
  GET /sweeps/{}/logs | GET /sweeps/{}/events | POST /sweeps/{}/cancel | POST /sweeps/{}/resume | POST /backtest_sweep
  GET /reports/{}
  GET /lineage/{} | GET /leaderboard | GET /selections | POST /selections | GET /selections/{} | DELETE /selections/{}
  GET /signals | GET /signals/summary | GET /signals/leaderboard | GET /signals/log | POST /signals/fills
  POST /alerts | POST /scan
  POST /calibrate_thresholds | POST /calibrate_brackets
  POST /options_overlay | GET /option_signals | GET /options/expirations
  GET /artifacts | GET /artifacts/{} | POST /artifacts/verify | POST /artifacts/gc
  GET /audit | POST /assistant/query
  GET /admin/jobs | POST /admin/jobs/{}/retry | POST /admin/jobs/{}/cancel
  GET /admin/quotas | PATCH /admin/quotas | GET /admin/quotas/usage
  GET /admin/risk-profiles | PATCH /admin/risk-profiles | GET /admin/packs | PATCH /admin/packs/{}
  GET /admin/indicator_sets | GET /admin/templates | POST /admin/templates | PATCH /admin/templates/{}
  POST /admin/templates/{}/publish | GET /admin/flags | PATCH /admin/flags | GET /admin/health | GET /admin/audit
  GET /admin/users | PATCH /admin/users/{} | POST /admin/users/{}/rotate_token
  POST /admin/diagnostics/run | GET /admin/logs/tail
`
  .split(/[|\n]/)
  .map((route) => route.trim())
  .filter((route) => route !== '')

it('has every route that is named here, and no other', () => {
  const declared = operations.map(({ route }) => route.replaceAll(/\{\w+\}/g, '{}'))
  expect(declared.sort()).toEqual(routes.sort())
})
