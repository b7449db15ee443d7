import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { SigmaError } from '../../src/core/errors.ts'
import { findReadable, openReadable } from '../../src/services/readableFiles.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { escapes, fillWorkspace } from './escapes.ts'

const declined =
  'path: only files below reports/, static/, matrices/, artifacts/ and .sigma/artifacts/ can be looked at'

let root: string
let elsewhere: string
beforeAll(() => {
  root = temporaryFolder()
  elsewhere = temporaryFolder()
  fillWorkspace(root, elsewhere)
})

const find = (path: string) => findReadable({ root, dataRoots: [elsewhere] }, path)

async function refusal(path: string): Promise<SigmaError> {
  const error: unknown = await find(path).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof SigmaError))
    throw new Error(`expected ${JSON.stringify(path)} to be refused, got ${error}`)
  return error
}

describe('files that may be looked at', () => {
  it.each([
    ['reports/a.csv', 'reports/a.csv', false],
    ['./reports//a.csv', 'reports/a.csv', false],
    ['reports/deep/../a.csv', 'reports/a.csv', false],
    ['static/c.csv', 'static/c.csv', false],
    ['matrices/m.csv', 'matrices/m.csv', true],
    ['.sigma/artifacts/0f/x.csv', '.sigma/artifacts/0f/x.csv', true],
    ['reports/inside.csv', 'reports/deep/b.csv', false],
    ['reports/other/c.csv', 'static/c.csv', false],
  ])('are those below the folders, links followed: %s', async (asked, path, kept) => {
    expect(await find(asked)).toEqual({ path, file: join(root, path), kept })
  })

  it('may be named by where they lie', async () => {
    expect(await find(join(root, 'reports/a.csv'))).toMatchObject({ path: 'reports/a.csv' })
  })

  it('are none outside, and the refusal is the same whether there is a file or not', async () => {
    for (const path of escapes(root, elsewhere)) {
      const { code, message, next } = await refusal(path)
      expect({ path, code, message, next }).toEqual({
        path,
        code: 'INVALID_PARAM',
        message: declined,
        next: undefined,
      })
    }
  })

  it('are found below the folders alone, whatever is put together', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'reports',
      'up',
      'root',
      'state',
      'elsewhere',
      'twice',
      '.sigma',
      'a.csv',
      'etc',
      'deep',
      'other',
      'sigma.yaml',
      'there.csv',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (parts, isAbsolute) => {
          const path = `${isAbsolute ? '/' : ''}${parts.join('/')}`
          const found = await find(path).catch((error: unknown) => error)
          if (found instanceof SigmaError) return
          expect(found).toMatchObject({
            path: expect.stringMatching(/^(?:reports|static)\/(?:deep\/)?[abc]\.csv$/),
          })
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('that are not there are said not to be, below the folders', async () => {
    expect(await refusal('reports/none.csv')).toMatchObject({
      code: 'NOT_FOUND',
      message: 'there is no file "reports/none.csv" in this workspace',
    })
    expect(await refusal('reports/a.csv/b')).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal('reports/%2e%2e/%2e%2e/etc/passwd')).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(`reports/${'x'.repeat(1_000)}`)).toMatchObject({ code: 'NOT_FOUND' })
    expect((await refusal(`reports/${'x'.repeat(1_000)}`)).message.length).toBeLessThan(300)
  })

  it('are no folders and no sockets', async () => {
    expect(await refusal('reports')).toMatchObject({ message: 'path: "reports" is no file' })
    expect(await refusal('reports/deep')).toMatchObject({ message: 'path: "reports/deep" is no file' })
    const server = createServer().listen(join(root, 'reports', 'socket.csv'))
    await once(server, 'listening')
    try {
      await expect(openReadable({ root, dataRoots: [] }, 'reports/socket.csv')).rejects.toThrow(/is no file/)
    } finally {
      server.close()
    }
  })

  it('are none below a folder that is a link itself', async () => {
    const other = temporaryFolder()
    writeFileSync(join(other, 'sigma.db'), 'x')
    mkdirSync(join(other, 'real'))
    symlinkSync(other, join(other, 'reports'))
    symlinkSync(join(other, 'real'), join(other, '.sigma'))
    const workspace = { root: other, dataRoots: [] }
    await expect(findReadable(workspace, 'reports/sigma.db')).rejects.toThrow(declined)
    await expect(findReadable(workspace, '.sigma/artifacts/x')).rejects.toThrow(declined)
  })

  it('are found in a workspace that is named by a link', async () => {
    const link = join(temporaryFolder(), 'link')
    symlinkSync(root, link)
    const workspace = { root: link, dataRoots: [] }
    expect(await findReadable(workspace, 'reports/a.csv')).toMatchObject({ path: 'reports/a.csv' })
    expect(await findReadable(workspace, join(link, 'reports/a.csv'))).toMatchObject({
      path: 'reports/a.csv',
    })
    await expect(findReadable(workspace, 'reports/there.csv')).rejects.toThrow(declined)
  })
})
