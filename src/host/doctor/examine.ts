import { SigmaError } from '../../core/errors.ts'
import type { ReadSettings } from '../settings.ts'
import type { Check, Finding, Place } from './check.ts'
import { disk, node, port, workspace } from './machine.ts'
import { queue } from './queue.ts'
import { notifications, polygonKey, s3 } from './services.ts'
import { clock, database, databaseVariables, migrations } from './store.ts'

/** A row of the doctor's answer. */
export interface Examined extends Finding {
  name: string
  /** Whether Sigma can't work without it. */
  needed: boolean
}

/** What a setting may be is checked while all of them are read, before anything else can be. */
const settings = {
  name: 'settings',
  needed: true,
  needs: 'no faulty value in the environment, sigma.yaml or the user configuration',
  variables: [],
  fix: 'mend what is named; sigma config shows where each setting comes from',
} satisfies Omit<Check, 'look'>

const checks: readonly Check[] = [
  node,
  workspace,
  disk,
  databaseVariables,
  database,
  migrations,
  clock,
  queue,
  port,
  polygonKey,
  s3,
  notifications,
]

/** Everything that is checked, in the order of the answer. */
export const examined: readonly Omit<Check, 'look'>[] = [settings, ...checks]

/**
 * Looks at everything that a command needs on this machine. Makes nothing that is not there.
 *
 * @param read reads the settings; its INVALID_PARAM becomes a finding, and what needs settings is then skipped
 */
export async function examine(
  folder: string,
  env: NodeJS.ProcessEnv,
  read: () => Promise<ReadSettings>,
): Promise<Examined[]> {
  let place: Place
  try {
    const { settings: values } = await read()
    place = { workspace: folder, env, settings: values }
  } catch (error) {
    if (!(error instanceof SigmaError) || error.code !== 'INVALID_PARAM') throw error
    return [
      row(settings, { status: 'error', message: error.message, next: settings.fix }),
      ...checks.map((check) =>
        row(check, { status: 'skipped', message: 'not checked: the settings have a fault' }),
      ),
    ]
  }
  const rows = [row(settings, { status: 'ok', message: 'all can be read' })]
  for (const check of checks) rows.push(row(check, await check.look(place)))
  return rows
}

/** What a server that runs can be asked: all but the port, which it has taken itself. */
export async function examineServer(place: Place): Promise<Examined[]> {
  const rows: Examined[] = []
  for (const check of checks) if (check !== port) rows.push(row(check, await check.look(place)))
  return rows
}

const row = ({ name, needed }: Omit<Check, 'look'>, finding: Finding): Examined => ({
  name,
  needed,
  ...finding,
})
