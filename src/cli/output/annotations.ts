/**
 * A line that a hosted runner shows beside the job and keeps out of the log. Its parameters and its text are escaped as
 * the runner reads them.
 * Source: workflow commands for GitHub Actions; @actions/core, command.ts (escapeData, escapeProperty).
 */
export function annotation(level: 'error' | 'warning', title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`
}

/** Whether the command runs inside such a workflow. */
export const isAnnotated = (env: NodeJS.ProcessEnv): boolean => env.GITHUB_ACTIONS === 'true'

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
