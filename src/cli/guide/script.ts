import { SigmaError } from '../../core/errors.ts'
import type { GuideProgress } from '../../host/guideFiles.ts'
import { answer } from './commands.ts'
import type { Step } from './step.ts'

/** A command line of a script; what it may exit with, where that is no failure. */
export interface ScriptLine {
  words: string[]
  mayExitWith?: number
}

const firstLines = ['#!/bin/sh', '# Made by sigma guide.']

/** The command lines of the whole run, each once. */
export function scriptLines(steps: readonly Step[], progress: GuideProgress): ScriptLine[] {
  const { outcomes } = progress
  return steps
    .filter(({ isInScript }) => isInScript)
    .flatMap(({ name, commands }) =>
      commands(progress).map((words) => ({
        words,
        // Its findings were seen and accepted.
        ...(name === 'preview' && outcomes.preview?.ok === false && { mayExitWith: 4 }),
      })),
    )
}

/** The whole run as a script for a shell. */
export function scriptText(
  lines: readonly ScriptLine[],
  progress: GuideProgress,
  shell: (words: string[]) => string,
) {
  const { rows = [] } = progress.outcomes
  const window = answer(progress, 'window')
  const span =
    window === 'all' ? 'all of the data' : `${window.start ?? 'the first day'} to ${window.end ?? 'the last'}`
  const places = rows.map(({ place }) => place).join(', ')
  return [
    ...firstLines,
    `# ${answer(progress, 'model')} of ${answer(progress, 'pack')}, ${answer(progress, 'risk')}, ${span}${places && `; rows ${places} of the sweep`}.`,
    '# Ids of runs are those of the workspace that it was made in; hashes are the same wherever the data are.',
    'set -eu',
    ...lines.map(({ words, mayExitWith }) =>
      mayExitWith === undefined ? shell(words) : `${shell(words)} || [ $? -eq ${mayExitWith} ]`,
    ),
    '',
  ].join('\n')
}

/** Whether a file may be written over: it is not there, is empty, or was made here. @throws CONFLICT when it may not */
export function checkScriptFile(path: string, found: string | undefined): void {
  if (!found || found.startsWith(firstLines.join('\n'))) return
  throw new SigmaError('CONFLICT', `${path} is there already, and sigma guide has not made it`, {
    next: 'name another file with --script',
  })
}
