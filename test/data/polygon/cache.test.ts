import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answerCache } from '../../../src/data/polygon/cache.ts'

const name = 'GET /v2/aggs/ticker/SPY/range/1/day/2023-01-01/2023-01-31?limit=50000'
const entry = {
  rows: [
    { t: 1, c: 1.5 },
    { t: 2, c: 2.5 },
  ],
  answeredAt: 1_700_000_000_000,
}

async function someFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sigma-cache-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
}

/** A failure of the file system, as Node throws it. */
function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: refused, write`), { code })
}

describe('answerCache', () => {
  it('reads back what was written, and nothing else', async () => {
    const cache = answerCache({ folder: await someFolder(), log: () => {} })
    expect(await cache.read(name)).toBeUndefined()
    await cache.write(name, entry)
    expect(await cache.read(name)).toEqual(entry)
    expect(await cache.read(`${name}0`)).toBeUndefined()
  })

  it('treats an entry as absent whichever byte of it changed, and whatever its length', async () => {
    const folder = await someFolder()
    const log: string[] = []
    const cache = answerCache({ folder, log: (message) => log.push(message) })
    await cache.write(name, entry)
    const [file] = await filesIn(folder)
    const whole = await readFile(file)
    for (let at = 0; at < whole.length; at++) {
      const damaged = Uint8Array.from(whole)
      damaged[at] ^= 1
      await writeFile(file, damaged)
      expect(await cache.read(name), `byte ${at} changed`).toBeUndefined()
      await writeFile(file, whole.subarray(0, at))
      expect(await cache.read(name), `cut at byte ${at}`).toBeUndefined()
    }
    expect(log).toHaveLength(2 * whole.length)
    expect(log[0]).toContain('is damaged: asking again for GET /v2/aggs/ticker/SPY')
  })

  it('refuses an entry under the name of another request', async () => {
    const folder = await someFolder()
    const cache = answerCache({ folder, log: () => {} })
    await cache.write(name, entry)
    const [first] = await filesIn(folder)
    await cache.write('GET /other', { rows: [], answeredAt: 1 })
    const other = (await filesIn(folder)).find((file) => file !== first)
    await writeFile(other ?? '', await readFile(first))
    expect(await cache.read('GET /other')).toBeUndefined()
  })

  it.each(['ENOSPC', 'EDQUOT', 'EACCES'])(
    'names the folder after %s, and leaves no partial file',
    async (code) => {
      const folder = await someFolder()
      const cache = answerCache({
        folder,
        log: () => {},
        async writeBytes(file, bytes) {
          await file.writeFile(bytes.subarray(0, bytes.length >> 1))
          throw refusal(code)
        },
      })
      await expect(cache.write(name, entry)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining(folder),
        details: { folder, reason: code },
        next: expect.stringContaining('make room'),
      })
      expect(await filesIn(folder)).toEqual([])
      expect(await cache.read(name)).toBeUndefined()
    },
  )

  it('keeps the old entry when a new one can’t be written', async () => {
    const folder = await someFolder()
    await answerCache({ folder, log: () => {} }).write(name, entry)
    const full = answerCache({
      folder,
      log: () => {},
      writeBytes: async () => Promise.reject(refusal('ENOSPC')),
    })
    await expect(full.write(name, { rows: [], answeredAt: 2 })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await full.read(name)).toEqual(entry)
  })

  it('says so when the folder is a file', async () => {
    const file = join(await someFolder(), 'cache')
    await writeFile(file, '')
    const cache = answerCache({ folder: file, log: () => {} })
    await expect(cache.write(name, entry)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: { folder: file },
    })
    await expect(cache.read(name)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { folder: file } })
  })

  it('passes a bug on as it is', async () => {
    const cache = answerCache({
      folder: await someFolder(),
      log: () => {},
      writeBytes: async () => Promise.reject(new TypeError('a bug')),
    })
    await expect(cache.write(name, entry)).rejects.toThrow(TypeError)
  })
})
