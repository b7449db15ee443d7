import { existsSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { invalidParam, SigmaError } from '../core/errors.ts'

const files: Record<string, string> = {
  'sigma.yaml': `# Settings of this workspace; sigma config shows the effective ones and where each comes from.
# base_url: http://127.0.0.1:8001
# threads: 2
# data:
#   roots: []   # folders outside the workspace that --csv may name
`,
  '.gitignore': `# Runs, artifacts and the database of Sigma
.sigma/
`,
  'packs/README.md': `Packs of this workspace. A pack of the same name as a built-in one wins, file by file:
packs/PACK/pack.yaml, model_configs/, indicator_sets/, policy_templates/, model_templates/.
`,
}

/** Makes a workspace in a folder; files that are there already stay as they are. Tells which were made. */
export async function initWorkspace(folder: string): Promise<{ created: string[]; kept: string[] }> {
  const created: string[] = []
  const kept: string[] = []
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw invalidParam([{ field: 'dir', issue: `${folder} is a file` }], { next: 'name a folder' })
  }
  try {
    await mkdir(join(folder, 'packs'), { recursive: true })
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name)
      if (existsSync(path)) kept.push(name)
      else {
        await writeFile(path, content, { flag: 'wx' })
        created.push(name)
      }
    }
  } catch (cause) {
    throw new SigmaError(
      'UNAVAILABLE',
      `cannot make a workspace in ${folder}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a folder that you may write to',
        cause,
      },
    )
  }
  return { created, kept }
}
