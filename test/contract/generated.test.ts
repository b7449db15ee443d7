import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('keeps the generated files up to date with the OpenAPI file', async () => {
  const check = promisify(execFile)(process.execPath, ['docs/api/generate.mjs', '--check'])
  await expect(check).resolves.toMatchObject({ stderr: '' })
})
