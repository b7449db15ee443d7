import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Artifacts, FoundFile } from '../../src/artifacts/artifacts.ts'

export const bytes = Buffer.from('ts,close\n2024-01-02,4742.83\n')
export const sha256 = createHash('sha256').update(bytes).digest('hex')
export const csv = { kind: 'csv', extension: 'csv' } as const

/** An empty store under test. */
export interface TestedStore {
  artifacts: Artifacts
  /** The address of `bytes` as a csv file. */
  uri: string
  /** Puts other bytes in the place of a file's, behind the store's back. */
  damage(uri: string, bytes: string): Promise<void> | void
  /** Sets when a file was stored. */
  date(uri: string, time: Date): void
  /** Puts a file there that the store did not write. */
  putForeign(): Promise<string> | string
}

export async function filesOf({ artifacts }: { artifacts: Artifacts }): Promise<FoundFile[]> {
  const files: FoundFile[] = []
  for await (const file of artifacts.list()) files.push(file)
  return files
}

const hour = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * hour)

/** What holds of a store of artifacts wherever it keeps them. */
export function testEveryStore(
  name: string,
  { open, foreign }: { open: () => TestedStore | Promise<TestedStore>; foreign: readonly string[] },
): void {
  describe(name, () => {
    it('stores bytes under their hash, by an address without any path of this machine', async () => {
      const { artifacts, uri } = await open()
      expect(await artifacts.put(bytes, csv)).toEqual({ uri, sha256, size: bytes.length })
      expect(await artifacts.get(uri)).toEqual(bytes)
      expect(readFileSync(await artifacts.path(uri))).toEqual(bytes)
      expect(await artifacts.exists(uri)).toBe(true)
      expect(await artifacts.check(uri)).toEqual({ state: 'whole', size: bytes.length })
    })

    it('stores a file of the disk as the same bytes, and gives a checked one back', async () => {
      const { artifacts, uri, damage } = await open()
      const aside = await artifacts.aside()
      for (const _ of ['first', 'once more']) {
        writeFileSync(aside, bytes)
        const stored = await artifacts.putFile(aside, { sha256, extension: 'csv' })
        expect(stored).toEqual({ uri, sha256, size: bytes.length })
        expect(await artifacts.get(uri)).toEqual(bytes)
        expect(readFileSync(await artifacts.checkedPath(uri))).toEqual(bytes)
      }
      rmSync(aside, { force: true })
      await damage(uri, 'x')
      if (!uri.startsWith('s3:')) {
        await expect(artifacts.checkedPath(uri)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      }
      writeFileSync(aside, bytes)
      await artifacts.putFile(aside, { sha256, extension: 'csv' })
      expect(readFileSync(await artifacts.checkedPath(uri)), 'mended').toEqual(bytes)
      rmSync(aside, { force: true })
    })

    it('gives back whatever was stored', async () => {
      const { artifacts } = await open()
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (content) => {
          const stored = await artifacts.put(content, csv)
          expect(new Uint8Array(await artifacts.get(stored.uri))).toEqual(content)
        }),
        { numRuns: 25 },
      )
    })

    it('stores equal bytes once, however many store them at once', async () => {
      const store = await open()
      await Promise.all(Array.from({ length: 20 }, () => store.artifacts.put(bytes, csv)))
      expect(await filesOf(store)).toEqual([
        { uri: store.uri, role: 'artifact', size: bytes.length, modified: expect.any(Date) },
      ])
      expect(await store.artifacts.get(store.uri)).toEqual(bytes)
    })

    it('refuses to read a file that was changed, naming it, until it is stored again', async () => {
      const { artifacts, uri, damage } = await open()
      await artifacts.put(bytes, csv)
      await damage(uri, bytes.toString().replace('4742', '9742'))
      const changed = {
        code: 'UNAVAILABLE',
        message: expect.stringContaining(uri),
        next: expect.any(String),
      }
      await expect(artifacts.get(uri)).rejects.toMatchObject(changed)
      expect(await artifacts.check(uri)).toEqual({ state: 'changed', size: bytes.length })
      await artifacts.put(bytes, csv)
      expect(await artifacts.get(uri)).toEqual(bytes)
    })

    it('says which artifact is not there', async () => {
      const store = await open()
      const { artifacts, uri } = store
      expect(await artifacts.exists(uri)).toBe(false)
      expect(await artifacts.check(uri)).toEqual({ state: 'missing', size: 0 })
      const missing = { code: 'NOT_FOUND', message: expect.stringContaining(uri), next: expect.any(String) }
      await expect(artifacts.get(uri)).rejects.toMatchObject(missing)
      await expect(artifacts.path(uri)).rejects.toMatchObject(missing)
      await expect(artifacts.checkedPath(uri)).rejects.toMatchObject(missing)
      expect(await filesOf(store)).toEqual([])
    })

    it.each(foreign)('refuses the address %j', async (address) => {
      const { artifacts } = await open()
      const link = (uri: string) => artifacts.link(uri, 'text/csv')
      for (const method of [artifacts.get, artifacts.exists, artifacts.path, artifacts.check, link]) {
        await expect(method(address)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
      }
    })

    it.each(['../csv', 'CSV', '', '.csv', 'a/b'])('refuses the extension %j', async (extension) => {
      const store = await open()
      await expect(store.artifacts.put(bytes, { kind: 'csv', extension })).rejects.toMatchObject({
        code: 'INVALID_PARAM',
      })
      expect(await filesOf(store)).toEqual([])
    })

    it('removes a file that is older than was said, and no other', async () => {
      const store = await open()
      const { artifacts, uri, date } = store
      await artifacts.put(bytes, csv)
      const [file] = await filesOf(store)
      expect(await artifacts.remove(file, ago(1))).toBe(false)
      expect(await artifacts.get(uri)).toEqual(bytes)
      date(uri, ago(2))
      expect(await artifacts.remove(file, ago(1))).toBe(true)
      expect(await artifacts.exists(uri)).toBe(false)
      expect(await artifacts.remove(file, ago(1)), 'it is gone').toBe(false)
    })

    it('leaves a file that was stored again since it was found', async () => {
      const store = await open()
      const { artifacts, uri, date } = store
      await artifacts.put(bytes, csv)
      date(uri, ago(2))
      const [file] = await filesOf(store)
      expect(file.modified.getTime()).toBeLessThan(ago(1).getTime())
      await artifacts.put(bytes, csv)
      expect(await artifacts.remove(file, ago(1))).toBe(false)
      expect(await artifacts.get(uri)).toEqual(bytes)
    })

    it('lists what it did not write as foreign, and refuses to remove it', async () => {
      const store = await open()
      const uri = await store.putForeign()
      const [file] = await filesOf(store)
      expect(file).toMatchObject({ uri, role: 'foreign' })
      await expect(store.artifacts.remove(file, ago(-1))).rejects.toThrow('none of ours')
      expect(await filesOf(store)).toHaveLength(1)
    })
  })
}
