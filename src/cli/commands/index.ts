import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { api } from './api.ts'
import { completion } from './completion.ts'
import { config } from './config.ts'
import { doctor } from './doctor.ts'
import { health } from './health.ts'
import { indicators } from './indicators.ts'
import { init } from './init.ts'
import { models } from './models.ts'
import { packs } from './packs.ts'
import { policy } from './policy.ts'
import { serve } from './serve.ts'
import { templates } from './templates.ts'
import { validatePolicy } from './validatePolicy.ts'

/** Every command, in the order in which `sigma --help` lists them. */
export const commands: readonly ((context: CliContext) => Command)[] = [
  init,
  serve,
  doctor,
  config,
  health,
  packs,
  models,
  templates,
  indicators,
  validatePolicy,
  policy,
  completion,
  api,
]
