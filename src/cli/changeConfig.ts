import type { Answer, RequestBody } from '../contract/operations.ts'
import type { CliContext } from './context.ts'
import { differenceLines } from './difference.ts'

type Change = RequestBody<'putModelConfig'>

/** Whoever sits at the terminal. */
export interface Editing {
  edit(text: string, name: string): Promise<string>
  agrees(question: string): Promise<boolean>
}

/** Whoever can be asked; undefined where nobody is, or all is answered beforehand. */
export function editorOf({ output }: CliContext): Editing | undefined {
  if (output.json || !process.stdin.isTTY || !process.stderr.isTTY) return undefined
  return {
    edit: async (text, name) => (await import('./editor.ts')).editText(text, name),
    agrees: async (message) =>
      (await import('@inquirer/prompts')).confirm({ message }, { output: process.stderr }),
  }
}

/** What a change would do, checked by the server as if it were done. */
export function lookAt(context: CliContext, body: Change): Promise<Answer<'putModelConfig'>> {
  return context.ask((client) => client.PUT('/model_config', { body: { ...body, dry_run: true } }))
}

/**
 * Changes a config. Whoever sits at a terminal is shown what differs, and asked; `--yes` answers for him, and `--dry-run` shows
 * it alone.
 */
export async function changeConfig(
  context: CliContext,
  body: Change,
  editing: Editing | undefined,
): Promise<void> {
  const { globals, output } = context
  if (globals.dryRun) {
    const { changes } = await lookAt(context, body)
    output.answer(
      { ok: true, dry_run: true, request: { method: 'PUT', path: '/model_config', body }, changes },
      () => [...linesOf(changes), 'nothing was written (--dry-run)'].join('\n'),
    )
    return
  }
  if (editing && !globals.yes) {
    const { changes, path } = await lookAt(context, body)
    if (changes.length > 0) {
      output.note(linesOf(changes).join('\n'))
      if (!(await editing.agrees(`Write this to ${path}?`))) {
        output.note('nothing was written')
        return
      }
    }
  }
  const stored = await context.ask((client) => client.PUT('/model_config', { body }))
  output.answer(stored, () =>
    [`${stored.path}, version ${stored.version ?? 1}`, ...linesOf(stored.changes)].join('\n'),
  )
  for (const warning of stored.warnings ?? []) output.note(`note: ${warning}`)
  output.note(`next: sigma validate-policy ${body.model_id}`)
}

function linesOf(changes: Answer<'putModelConfig'>['changes']): string[] {
  return changes.length === 0 ? ['no field differs'] : differenceLines(changes)
}
