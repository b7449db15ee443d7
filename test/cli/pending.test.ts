import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { loadCommands } from '../../src/cli/commands/index.ts'
import { completionsOf } from '../../src/cli/completion/places.ts'
import { createContext } from '../../src/cli/context.ts'
import { addPending, pendingNames } from '../../src/cli/pending.ts'
import { runSigma } from './runSigma.ts'

/** Lowered with each command that comes, never raised. */
const pendingAtMost = 5

describe('commands that are still to come', () => {
  it('only become fewer', () => {
    expect(pendingNames.length).toBeLessThanOrEqual(pendingAtMost)
  })

  it.each(pendingNames)('say so and exit 1, whatever follows: %s', async (name) => {
    const { code, stdout } = await runSigma(name, 'what', '--top', '5', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'NOT_IMPLEMENTED',
      message: expect.stringContaining(`sigma ${name} is not there yet: `),
    })
  })

  it('are named apart in the help of the program, and not among the commands', async () => {
    const { code, stdout } = await runSigma('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('Not there yet: ')
    for (const row of pendingNames) expect(stdout.split('Not there yet: ')[1]).toContain(row)
    for (const name of pendingNames) expect(stdout).not.toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  it('are left out of completion', async () => {
    const { context } = createContext(new AbortController().signal)
    const program = new Command('sigma')
    for (const command of await loadCommands(context)) program.addCommand(command)
    const before = completionsOf(program)
    addPending(program)
    expect(completionsOf(program)).toEqual(before)
  })
})
