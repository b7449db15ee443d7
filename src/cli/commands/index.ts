import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { api } from './api.ts'
import { artifacts } from './artifacts.ts'
import { backtest } from './backtest.ts'
import { build } from './build.ts'
import { checkBackend } from './checkBackend.ts'
import { compare } from './compare.ts'
import { completion } from './completion.ts'
import { config } from './config.ts'
import { dashboard } from './dashboard.ts'
import { db } from './db.ts'
import { doctor } from './doctor.ts'
import { guide } from './guide.ts'
import { health } from './health.ts'
import { indicators } from './indicators.ts'
import { init } from './init.ts'
import { jobs } from './jobs.ts'
import { leaderboard } from './leaderboard.ts'
import { lineage } from './lineage.ts'
import { login } from './login.ts'
import { make } from './make.ts'
import { models } from './models.ts'
import { packs } from './packs.ts'
import { pipeline } from './pipeline.ts'
import { policy } from './policy.ts'
import { predict } from './predict.ts'
import { preview } from './preview.ts'
import { quickstart } from './quickstart.ts'
import { report } from './report.ts'
import { runs } from './runs.ts'
import { selections } from './selections.ts'
import { serve } from './serve.ts'
import { sweep } from './sweep.ts'
import { templates } from './templates.ts'
import { train } from './train.ts'
import { validatePolicy } from './validatePolicy.ts'

/** Every command, in the order in which `sigma --help` lists them. */
export const commands: readonly ((context: CliContext) => Command)[] = [
  quickstart,
  guide,
  init,
  serve,
  login,
  doctor,
  config,
  db,
  health,
  packs,
  models,
  templates,
  indicators,
  validatePolicy,
  policy,
  preview,
  build,
  train,
  backtest,
  pipeline,
  sweep,
  leaderboard,
  selections,
  jobs,
  runs,
  lineage,
  report,
  compare,
  dashboard,
  predict,
  artifacts,
  checkBackend,
  make,
  completion,
  api,
]
