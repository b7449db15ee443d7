import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { config } from './config.ts'
import { doctor } from './doctor.ts'
import { init } from './init.ts'
import { serve } from './serve.ts'

/** Every command, in the order in which `sigma --help` lists them. */
export const commands: readonly ((context: CliContext) => Command)[] = [init, serve, doctor, config]
