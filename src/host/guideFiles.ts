import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { type FiledAnswers, readGuideAnswers } from '../packs/guideFile.ts'
import { type GuideProgress, guideProgressSchema } from '../packs/schemas/guide.ts'

export type { FiledAnswers } from '../packs/guideFile.ts'
export type { GuideAnswers, GuideProgress } from '../packs/schemas/guide.ts'

/**
 * The answers that a file gives.
 * @param path of the current folder, as it was typed
 * @throws INVALID_PARAM naming file, line and field of every fault, or the file that can't be read
 */
export async function answersOfFile(path: string): Promise<FiledAnswers> {
  try {
    return readGuideAnswers(path, await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof SigmaError) throw error
    const why = codeOf(error)
    const issue = why === 'ENOENT' ? `there is no file ${path}` : `${path} can't be read: ${why}`
    throw invalidParam([{ field: '--answers', issue }], {
      next: 'write one as docs/guide/guided-runs.md shows',
    })
  }
}

/** Where a workspace keeps its guided run. */
const fileOf = (workspace: string): string => join(workspace, '.sigma', 'guide.json')

/**
 * The guided run that a workspace keeps; undefined when there is none.
 * @throws UNPROCESSABLE when its file is not one of this version
 */
export async function keptGuide(workspace: string): Promise<GuideProgress | undefined> {
  const file = fileOf(workspace)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new SigmaError('UNAVAILABLE', `${file} can't be read: ${codeOf(error)}`, { cause: error })
  }
  const read = guideProgressSchema.safeParse(parsed(text))
  if (read.success) return read.data
  throw new SigmaError('UNPROCESSABLE', `${file} holds no guided run of this version of Sigma`, {
    next: 'remove it, and start anew with: sigma guide',
    cause: read.error,
  })
}

/** Keeps a guided run, whole or not at all. @throws UNAVAILABLE when the workspace can't be written */
export async function keepGuide(workspace: string, progress: GuideProgress): Promise<void> {
  const file = fileOf(workspace)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.part`, `${JSON.stringify(progress, null, 2)}\n`)
    await rename(`${file}.part`, file)
  } catch (cause) {
    throw new SigmaError('UNAVAILABLE', `cannot write ${file}: ${codeOf(cause)}`, {
      next: 'answers are kept there: name a workspace that you may write with --workspace',
      cause,
    })
  }
}

/** A guided run that has come to its end needs keeping no more. */
export async function forgetGuide(workspace: string): Promise<void> {
  await rm(fileOf(workspace), { force: true })
}

/** Undefined where the text is no JSON, which no schema takes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)
