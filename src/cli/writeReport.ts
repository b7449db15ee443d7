import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import type { CliContext } from './context.ts'

export type ReportFormat = 'html' | 'svg' | 'png' | 'md' | 'json'

/** The report of a run as its backend draws it, and with `keep` stores it too. */
export async function fetchReport(
  context: CliContext,
  id: string,
  format: Exclude<ReportFormat, 'png'>,
  { keep }: { keep: boolean },
): Promise<string> {
  const params = { path: { run_id: id }, query: { format, ...(keep && { keep }) } }
  return context.ask((client) => client.GET('/reports/{run_id}', { params, parseAs: 'text' }))
}

/** The one picture of a run as PNG, which its backend stores too. */
export async function fetchPicture(context: CliContext, id: string): Promise<Uint8Array> {
  const params = { path: { run_id: id }, query: { format: 'png' as const, keep: true } }
  const bytes: ArrayBuffer = await context.ask((client) =>
    client.GET('/reports/{run_id}', { params, parseAs: 'arrayBuffer' }),
  )
  return new Uint8Array(bytes)
}

/** Where a report stands when nobody says where: below the workspace, by its run. */
export function reportFile(workspace: string, id: string, format: ReportFormat): string {
  return join(workspace, 'reports', `${id}.${format}`)
}

/** Writes a report whole or not at all, and tells its absolute path. */
export async function saveReport(path: string, content: string | Uint8Array): Promise<string> {
  const file = resolve(path)
  const part = `${file}.part`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(part, content)
    await rename(part, file)
  } catch (cause) {
    throw new SigmaError(
      'UNAVAILABLE',
      `cannot write ${file}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a file that you may write with --out, on a disk with free space',
        cause,
      },
    )
  }
  return file
}

/** Writes the page of a run below the workspace, and tells its absolute path. */
export async function writeReport(context: CliContext, id: string): Promise<string> {
  return saveReport(
    reportFile(context.workspace, id, 'html'),
    await fetchReport(context, id, 'html', { keep: true }),
  )
}
