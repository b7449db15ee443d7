import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isUnbuilt } from '../server/testHost.ts'
import { hasScript, keys, onTerminal } from './onTerminal.ts'
import { putQuickModel, temporaryFolder } from './workspace.ts'

describe.skipIf(isUnbuilt)('sigma guide on a terminal', () => {
  const folder = temporaryFolder()
  putQuickModel(folder)

  it.skipIf(!hasScript)('searches, goes back, is stopped by Ctrl-C, and goes on where it was', async () => {
    const first = await onTerminal(folder, 'guide', 80, [
      [/Which pack.*❯ swingsigma.*ctrl-c stop/, keys.enter],
      [/Which model.*ctrl-c stop/, 'bundled spx'],
      [/bundled spx.*❯ spx_eq_swing_daily.*ctrl-c stop/, keys.enter],
      [/risk profile.*ctrl-c stop/, keys.escape],
      [/Which model.*ctrl-c stop/, keys.enter],
      [/risk profile.*❯ balanced.*ctrl-c stop/, keys.ctrlC],
    ])
    expect(first.code, first.raw).toBe(130)
    expect(first.text).toContain('go on with: sigma guide --resume')
    expect(JSON.parse(readFileSync(join(folder, '.sigma', 'guide.json'), 'utf8'))).toMatchObject({
      at: 'risk',
      answers: { pack: 'swingsigma', model: 'spx_eq_swing_daily' },
    })
    const second = await onTerminal(folder, 'guide --resume', 20, [
      [/risk profile.*❯ balanced.*ctrl- ?c stop/, keys.enter],
      [/Which window.*❯ all.*ctrl- ?c stop/, keys.ctrlC],
    ])
    expect(second.code, second.raw).toBe(130)
    expect(second.text).not.toContain('Which pack')
    // NO_COLOR
    expect(second.raw).not.toMatch(new RegExp(`${keys.escape}\\[[\\d;]*m`))
  })

  it.runIf(!hasScript)('is not tried on a terminal: `script` of util-linux is missing', () => {
    expect(hasScript).toBe(false)
  })
})
