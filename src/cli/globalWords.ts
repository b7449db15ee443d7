import type { Globals } from './globals.ts'

/** The global options as they would be written behind another command. */
export function globalWords(globals: Globals): string[] {
  const { baseUrl, workspace, timeout, tokenFile } = globals
  const switches = {
    '--json': globals.json,
    '--jsonl': globals.jsonl,
    '--quiet': globals.quiet,
    '--verbose': globals.verbose,
    '--no-color': !globals.color,
    '--dry-run': globals.dryRun,
    '--yes': globals.yes,
    '--debug': globals.debug,
  }
  const values = {
    '--base-url': baseUrl,
    '--workspace': workspace,
    '--timeout': timeout?.toString(),
    '--token-file': tokenFile,
  }
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    ...Object.entries(switches).flatMap(([name, isOn]) => (isOn ? [name] : [])),
  ]
}
