import type { Generated } from 'kysely'
import type { RiskProfile } from '../core/gate/riskBudget.ts'

/** The tables as the migrations make them. JSON and times are text; booleans are 0 and 1. */
export interface Database {
  policies: PoliciesTable
  policy_snapshots: PolicySnapshotsTable
  build_runs: BuildRunsTable
  training_runs: TrainingRunsTable
  train_jobs: TrainJobsTable
  selections: SelectionsTable
  backtest_runs: BacktestRunsTable
  backtest_folds: BacktestFoldsTable
  backtest_sweeps: BacktestSweepsTable
  sweep_results: SweepResultsTable
  leaderboard_rows: LeaderboardRowsTable
  leaderboard_cells: LeaderboardCellsTable
  leaderboard_counts: LeaderboardCountsTable
  artifacts: ArtifactsTable
  trials: TrialsTable
  matrices: MatricesTable
  idempotency_keys: IdempotencyKeysTable
  admin_quotas: AdminQuotasTable
  quota_overrides: QuotaOverridesTable
  audit_logs: AuditLogsTable
  feature_flags: FeatureFlagsTable
  risk_budgets: RiskBudgetsTable
  pack_metadata: PackMetadataTable
  template_drafts: TemplateDraftsTable
  template_versions: TemplateVersionsTable
  users: UsersTable
  api_tokens: ApiTokensTable
  rate_limits: RateLimitsTable
  notifications: NotificationsTable
  confirmations: ConfirmationsTable
  packs: PacksTable
  model_configs: ModelConfigsTable
  model_config_versions: ModelConfigVersionsTable
  indicator_sets: IndicatorSetsTable
  indicators: IndicatorsTable
  signals: SignalsTable
  signals_log: SignalsLogTable
  option_signals: OptionSignalsTable
  workers: WorkersTable
  fit_parts: FitPartsTable
  fit_part_wants: FitPartWantsTable
  matrix_partitions: MatrixPartitionsTable
  schema_migrations: SchemaMigrationsTable
}

/** What became of a signal. */
export type SignalStatus = 'filled' | 'pending' | 'canceled' | 'error'

export type RunStatus = 'queued' | 'running' | 'completed' | 'failed' | 'canceled'

interface PoliciesTable {
  pack_id: string
  model_id: string
  version: number
  policy: string
  created_at: string
}

interface PolicySnapshotsTable {
  sha: string
  policy: string
}

/** What builds, trainings, backtests and sweeps have in common. */
export interface WorkColumns {
  id: string
  request_key: string
  owner: string | null
  status: RunStatus
  pack_id: string
  model_id: string
  tag: string | null
  lineage: string | null
  /** As the lineage has it. */
  risk_profile: string | null
  policy_snapshot_sha: string | null
  error: string | null
  created_at: string
  started_at: string | null
  finished_at: string | null
}

/** What builds, trainings and backtests have in common. */
export interface RunColumns extends WorkColumns {
  progress: number
  params: string
  config: string
  metrics: string | null
}

interface BuildRunsTable extends RunColumns {
  asked_at: string
  matrix_sha: string | null
  out_csv_uri: string | null
  request: string | null
  attempt: Generated<number>
  cancel_requested_at: string | null
}

interface TrainingRunsTable extends RunColumns {
  features: string | null
  matrix_sha: string | null
  model_out_uri: string | null
  /** `local` unless said otherwise. */
  user_id: Generated<string>
  promoted_from: string | null
  gate_state: GateState | null
}

/** What a gate said of a model, or of the backtest that it was promoted from. */
export type GateState = 'not_evaluated' | 'passed' | 'failed' | 'overridden'

/** A trigger keeps what it shares with `training_runs` equal to that, but for what never changes. */
interface TrainJobsTable {
  id: string
  submitted_at: string
  model_id: string
  pack_id: string
  status: RunStatus
  progress: number
  algorithm: string
  seed: number | null
  lineage: string
  error: string | null
  metrics: string | null
  tag: string | null
  user_id: Generated<string>
  started_at: string | null
  finished_at: string | null
  kind: 'fit' | 'promotion'
  config: string | null
  selection_id: string | null
  override: string | null
  attempt: Generated<number>
  cancel_requested_at: string | null
}

interface SelectionsTable {
  id: string
  created_at: string
  /** `local` unless said otherwise. */
  user_id: Generated<string>
  items: string
}

export interface BacktestRunsTable extends RunColumns {
  sweep_id: string | null
  statistics: string | null
  gate: string | null
  score: number | null
  trial_sha: string | null
  ledger_key: string | null
  ledger_seq: number | null
  sharpe: number | null
  best_sharpe_hourly: number | null
  best_cum_ret: number | null
  trades_total: number | null
  median_spread_pct: number | null
  fill_rate: number | null
  oi_min_observed: number | null
  volume_min_observed: number | null
  gate_pass: number | null
  gate_reasons: string | null
  statistics_at_run: string | null
  gate_at_run: string | null
  gate_pass_at_run: number | null
  tie_first: number | null
  tie_second: number | null
  matrix_sha: string | null
  config_sha: string | null
  policy_sha: string | null
  risk_sha: string | null
  plots_uri: string | null
  data_csv_uri: string | null
  git_sha: string | null
  request: string | null
  attempt: Generated<number>
  cancel_requested_at: string | null
}

interface BacktestFoldsTable {
  run_id: string
  fold: number
  thr_used: number | null
  cum_ret: number | null
  sharpe_hourly: number | null
  sharpe: number | null
  sortino: number | null
  max_dd: number | null
  trades: number | null
  metrics: string | null
}

interface BacktestSweepsTable extends WorkColumns {
  progress_done: number
  progress_total: number
  matrix_sha: string | null
  spec: string
  statistics: string | null
  request: string | null
  attempt: number
  cancel_requested_at: string | null
  /** `local` unless said otherwise. */
  user_id: Generated<string>
}

interface SweepResultsTable {
  sweep_id: string
  position: number
  rung: number | null
  kind: 'thresholds' | 'top_pct' | 'other'
  status: 'completed' | 'failed'
  trial_sha: string
  params: string
  metrics: string | null
  csv_uri: string | null
  backtest_run_id: string | null
  error: string | null
  created_at: string
}

/** Written by triggers alone, from the completed runs. */
export interface LeaderboardRowsTable {
  run_id: string
  pack_id: string
  model_id: string
  risk_profile: string | null
  tag: string | null
  sweep_id: string | null
  verdict: number
  verdict_at_run: number
  score: number | null
  tie_first: number | null
  tie_second: number | null
  sharpe: number | null
  cum_return: number | null
  created_at: string
  score_bucket: number
  sharpe_bucket: number
  return_bucket: number
  day: number
}

/** Written by triggers alone. */
interface LeaderboardCellsTable {
  id: number
  tag: string
  pack_id: string
  model_id: string
  risk_profile: string
}

/** Written by triggers alone. */
interface LeaderboardCountsTable {
  cell: number
  kind: number
  verdict: number
  bucket: number
  verdict_at_run: number
  runs: number
}

export type ArtifactKind = 'matrix' | 'model' | 'plot' | 'report' | 'csv' | 'other'

interface ArtifactsTable {
  id: string
  kind: ArtifactKind
  uri: string
  sha256: string
  size_bytes: number
  build_run_id: string | null
  training_run_id: string | null
  backtest_run_id: string | null
  created_at: string
  sweep_id: string | null
}

interface TrialsTable {
  ledger_key: string
  seq: number
  sha: string
  run_id: string | null
  sharpe: number | null
  first_session: number | null
  last_session: number | null
  session_returns: ArrayBuffer | Uint8Array
  sessions: ArrayBuffer | Uint8Array
  created_at: string
}

interface MatricesTable {
  sha: string
  meta: string
  matrix_uri: string
  bars_uri: string
  created_at: string
  family: string | null
  bars: number | null
  bars_sha: string | null
  checkpoint_uri: string | null
}

interface MatrixPartitionsTable {
  matrix_sha: string
  place: number
  matrix_uri: string
}

interface IdempotencyKeysTable {
  key: string
  route: string
  request_sha: string
  owner: string
  status: number | null
  body: string | null
  created_at: string
}

interface PacksTable {
  id: string
  meta: string
  sha: string | null
  updated_at: string
}

interface ModelConfigsTable {
  pack_id: string
  model_id: string
  config: string
  sha: string
  updated_at: string
}

interface ModelConfigVersionsTable {
  pack_id: string
  model_id: string
  version: number
  text: string
  sha: string
  changes: string
  created_at: string
  created_by: string | null
}

interface IndicatorSetsTable {
  id: string
  pack_id: string
  scope: 'pack' | 'model'
  model_id: string | null
  name: string
  version: number
  data: string
  created_at: string
}

interface IndicatorsTable {
  name: string
  version: number
  category: string
  subcategory: string | null
  params: string
  doc: string | null
}

interface AdminQuotasTable {
  user_id: string
  sweeps_per_day: number
  sweeps_concurrent: number
  train_per_day: number
  train_concurrent: number
  updated_at: string
}

interface QuotaOverridesTable {
  id: string
  user_id: string
  sweeps_per_day: number | null
  sweeps_concurrent: number | null
  train_per_day: number | null
  train_concurrent: number | null
  reason: string
  created_by: string
  created_at: string
  expires_at: string
}

interface AuditLogsTable {
  id: string
  at: string
  path: string
  method: string
  status: number
  user_id: string | null
  client: string | null
  pack_id: string | null
  model_id: string | null
  lineage: string | null
  payload: string | null
  action: string | null
  request_id: string | null
  /** The place in the chain; null, as both hashes, for a row of before there was one. */
  seq: number | null
  prev_hash: string | null
  hash: string | null
}

interface NotificationsTable {
  id: string
  event: string
  body: string
  created_at: string
  status: 'pending' | 'sent' | 'given_up'
  due_at: string
  attempts: number
  ended_at: string | null
  last_error: string | null
  once: string | null
}

interface WorkersTable {
  owner: string
  version: string
  host: string
  queues: string
  concurrency: number
  started_at: string
  seen_at: string
}

interface FitPartsTable {
  key: string
  run_kind: 'backtest' | 'sweep'
  run_id: string
  user_id: string
  spec: string
  turn: number
  job_id: string
  owner: string | null
  attempts: Generated<number>
  error: string | null
  result: ArrayBuffer | Uint8Array | null
  created_at: string
  ended_at: string | null
}

interface FitPartWantsTable {
  run_id: string
  key: string
}

interface ConfirmationsTable {
  token_sha256: string
  user_id: string
  kind: 'build' | 'train' | 'backtest' | 'sweep'
  payload: string
  created_at: string
  expires_at: string
  used_at: string | null
}

interface ApiTokensTable {
  id: string
  user_id: string
  name: string
  token_sha256: string
  scopes: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}

interface RateLimitsTable {
  key: string
  window_number: number
  requests: number
}

interface FeatureFlagsTable {
  key: string
  enabled: number
  updated_at: string
  updated_by: string | null
}

interface RiskBudgetsTable {
  pack_id: string
  profile: RiskProfile
  version: number
  limits: string
  risk_sha: string
  created_at: string
  created_by: string
}

interface PackMetadataTable {
  pack_id: string
  version: number
  metadata: string
  created_at: string
  created_by: string
}

interface TemplateDraftsTable {
  template_id: string
  pack_id: string
  template: string
  created_at: string
  updated_at: string
  updated_by: string
}

interface TemplateVersionsTable {
  template_id: string
  version: number
  pack_id: string
  template: string
  published_at: string
  published_by: string
}

/** What the tokens of a user may do at most. */
export type Role = 'user' | 'admin'

interface UsersTable {
  id: string
  role: Role
  created_at: string
  role_set_at: string | null
  role_set_by: string | null
}

interface SignalsTable {
  id: string
  date: string
  ts: string
  pack_id: string
  model_id: string
  ticker: string
  side: 'long' | 'short' | 'flat'
  entry_mode: string | null
  entry_ref_px: number | null
  stop_px: number | null
  target_px: number | null
  time_stop_minutes: number | null
  rr: number | null
  score: number | null
  threshold: number | null
  weight: number | null
  score_total: number | null
  rank: number | null
  score_breakout: number | null
  score_momentum: number | null
  score_trend_quality: number | null
  score_alignment: number | null
  risk_profile: string | null
  risk_sha: string | null
  policy_version: number | null
  pack_sha: string | null
  indicator_set_sha: string | null
  model_config_sha: string | null
  policy_sha: string | null
  training_run_id: string | null
  matrix_sha: string | null
  tag: string | null
  created_at: string
}

interface OptionSignalsTable {
  id: string
  signal_id: string
  mode: 'single' | 'vertical' | null
  symbols: string | null
  occ_symbol: string | null
  expiry: string | null
  strike: number | null
  type: 'call' | 'put' | null
  delta: number | null
  iv_used: number | null
  entry_premium_est: number | null
  stop_premium_est: number | null
  target_premium_est: number | null
  pricing_estimate: number
  legs_json: string | null
  net_debit_credit: number | null
  stop_value: number | null
  target_value: number | null
  priced_at: string | null
  created_at: string
}

interface SignalsLogTable {
  id: string
  signal_id: string | null
  ts: string
  date: string
  pack_id: string | null
  model_id: string
  risk_profile: string | null
  ticker: string
  side: 'long' | 'short'
  entry_ref_px: number | null
  fill_px: number | null
  exit_px: number | null
  stop_px: number | null
  slippage: number | null
  status: SignalStatus
  rr: number | null
  pnl: number | null
  tag: string | null
  lineage: string | null
}

interface SchemaMigrationsTable {
  id: number
  name: string
  checksum: string
  applied_at: string
}
