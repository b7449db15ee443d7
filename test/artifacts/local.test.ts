import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openArtifacts } from '../../src/artifacts/local.ts'
import { compiled, runScript } from '../store/compiled.ts'
import { bytes, csv, sha256, testEveryStore } from './everyStore.ts'

const uri = `file:.sigma/artifacts/${sha256.slice(0, 2)}/${sha256}.csv`

function temporaryWorkspace() {
  const workspace = mkdtempSync(join(tmpdir(), 'sigma-artifacts-'))
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }))
  return { workspace, artifacts: openArtifacts(workspace), file: join(workspace, uri.slice('file:'.length)) }
}

/** Every file below the workspace's artifacts. */
function filesIn(workspace: string): string[] {
  const folder = join(workspace, '.sigma', 'artifacts')
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((entry) =>
    join(folder, entry),
  )
  return entries.filter((entry) => statSync(entry).isFile())
}

testEveryStore('artifacts in a folder', {
  open() {
    const { workspace, artifacts } = temporaryWorkspace()
    const fileOf = (address: string) => join(workspace, address.slice('file:'.length))
    return {
      artifacts,
      uri,
      damage: (address, content) => writeFileSync(fileOf(address), content),
      date: (address, time) => utimesSync(fileOf(address), time, time),
      putForeign() {
        mkdirSync(join(workspace, '.sigma', 'artifacts'), { recursive: true })
        writeFileSync(join(workspace, '.sigma', 'artifacts', 'notes.txt'), 'of somebody else')
        return 'file:.sigma/artifacts/notes.txt'
      },
    }
  },
  foreign: [
    `file:.sigma/artifacts/${sha256.slice(0, 2)}/../../../../etc/passwd`,
    `file:/etc/passwd`,
    `file:.sigma/artifacts/00/${sha256}.csv`,
    `file:.sigma/artifacts/${sha256.slice(0, 2)}/${sha256}.csv/../x`,
    `file:.sigma/artifacts/${sha256.slice(0, 2)}/${sha256}`,
    `file:.sigma/artifacts/${sha256.slice(0, 2)}/${sha256}.csv\n`,
    `s3://bucket/${sha256}.csv`,
    '',
  ],
})

describe('artifacts in a folder', () => {
  it('stores equal bytes once, and leaves the file as it is', async () => {
    const { artifacts, workspace, file } = temporaryWorkspace()
    await artifacts.put(bytes, csv)
    const first = statSync(file)
    expect(await artifacts.put(bytes, csv)).toMatchObject({ uri })
    expect(statSync(file).ino).toBe(first.ino)
    expect(await artifacts.path(uri)).toBe(file)
    expect(readFileSync(file)).toEqual(bytes)
    expect(filesIn(workspace)).toEqual([file])
  })

  it('is whole when several store the same bytes at once', async () => {
    const { artifacts, workspace, file } = temporaryWorkspace()
    await Promise.all(Array.from({ length: 20 }, () => artifacts.put(bytes, csv)))
    expect(filesIn(workspace)).toEqual([file])
    expect(await artifacts.get(uri)).toEqual(bytes)
  })

  it('follows no link out of the workspace', async () => {
    const { artifacts, workspace } = temporaryWorkspace()
    const outside = temporaryWorkspace()
    await outside.artifacts.put(bytes, csv)
    mkdirSync(join(workspace, '.sigma'))
    symlinkSync(
      join(outside.workspace, '.sigma', 'artifacts'),
      join(workspace, '.sigma', 'artifacts'),
      'junction',
    )
    await expect(artifacts.get(uri)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    await expect(artifacts.put(Buffer.from('other'), csv)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    expect(filesIn(outside.workspace)).toEqual([outside.file])
  })

  it('works in a workspace that is itself reached by a link', async () => {
    const { workspace } = temporaryWorkspace()
    const { workspace: elsewhere } = temporaryWorkspace()
    symlinkSync(workspace, join(elsewhere, 'link'), 'junction')
    expect(await openArtifacts(join(elsewhere, 'link')).put(bytes, csv)).toMatchObject({ uri })
  })

  it('says what to do when the folder may not be written to', async () => {
    const { artifacts, workspace } = temporaryWorkspace()
    chmodSync(workspace, 0o555)
    if (process.geteuid?.() === 0) {
      process.seteuid?.(65534)
      onTestFinished(() => process.seteuid?.(0))
    }
    await expect(artifacts.put(bytes, csv)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      next: expect.stringContaining('writable'),
    })
  })

  it('never shows a file that a dead process had not finished, and is not hindered by it', async () => {
    const { artifacts, workspace, file } = temporaryWorkspace()
    const module = compiled(workspace, ['artifacts'])
    // Killed between the write and the rename, which is where the folder is asked for its new name.
    const killed = runScript(
      workspace,
      `
      import fs from 'node:fs/promises'
      import { syncBuiltinESMExports } from 'node:module'
      fs.rename = () => process.kill(process.pid, 'SIGKILL')
      syncBuiltinESMExports()
      const { openArtifacts } = await import('${module('artifacts/local.js')}')
      await openArtifacts('.').put(Buffer.from(${JSON.stringify(bytes.toString())}), { kind: 'csv', extension: 'csv' })`,
    )
    await expect(killed).rejects.toThrow('SIGKILL')
    const [left] = filesIn(workspace)
    expect(readFileSync(left), 'everything was written but the name').toEqual(bytes)
    expect(basename(left)).toMatch(/\.part$/)

    expect(await artifacts.exists(uri)).toBe(false)
    await expect(artifacts.get(uri)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await artifacts.put(bytes, csv)
    expect(readFileSync(file)).toEqual(bytes)
  })

  it('leaves only whole files behind, whenever it is killed', async () => {
    const { artifacts, workspace } = temporaryWorkspace()
    const module = compiled(workspace, ['artifacts'])
    const writer = runScript(
      workspace,
      `
      import { openArtifacts } from '${module('artifacts/local.js')}'
      const artifacts = openArtifacts('.')
      for (let i = 0; ; i++) {
        await artifacts.put(Buffer.alloc(3_000_000, String(i)), { kind: 'other', extension: 'bin' })
        if (i === 2) console.log('under way')
      }`,
    )
    writer.stdout.once('data', () => writer.kill('SIGKILL'))
    await expect(writer).rejects.toThrow('SIGKILL')

    const named = filesIn(workspace).filter((path) => path.endsWith('.bin'))
    expect(named.length).toBeGreaterThanOrEqual(3)
    for (const path of named) {
      const stored = `file:.sigma/artifacts/${basename(path).slice(0, 2)}/${basename(path)}`
      expect((await artifacts.get(stored)).length).toBe(3_000_000)
    }
  })
})
