import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { defineConfig } from 'tsdown'
import { compileKernels } from './src/core/webassembly/compile.mjs'

/**
 * Packages that the build takes in, with what they import: loading their five hundred files one by one is half of
 * what a short command does. They are devDependencies, since who installs Sigma needs them no more.
 * The build fails when it would take in any other.
 */
const bundled = ['hyparquet', 'hyparquet-writer', 'kysely', 'uuid', 'yaml', 'zod']

/** Read as JSON, a document takes a third of the time that it takes as a part of the program. */
const contractAsText = {
  name: 'contract-as-text',
  transform: {
    filter: { id: /openapi\.json$/ },
    handler: (text: string) => ({
      code: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(text)))})`,
      moduleType: 'js' as const,
    }),
  },
}

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', fitWorker: 'src/jobs/fitWorker.ts', laneWorker: 'src/jobs/laneWorker.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  sourcemap: false,
  clean: true,
  deps: { onlyBundle: bundled },
  plugins: [contractAsText],
  hooks: {
    'build:prepare': () => compileKernels(),
    async 'build:done'() {
      // The store reads its migrations as files.
      await cp('src/store/migrations', 'dist/migrations', { recursive: true })
      // The server sends its scripts as they are.
      await cp('src/server/ui/assets', 'dist/ui', { recursive: true })
      await writeFile('dist/LICENSES.txt', (await Promise.all(bundled.map(licence))).join('\n'))
    },
  },
})

/** Name, version and licence of a package, as its licence asks to be passed on with its code. */
async function licence(name: string): Promise<string> {
  const folder = `node_modules/${name}`
  const { version }: { version: string } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each))
  if (file === undefined) throw new Error(`${name} is bundled, but has no licence file`)
  return `${name} ${version}\n\n${await readFile(`${folder}/${file}`, 'utf8')}`
}
