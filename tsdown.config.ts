import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { defineConfig, type Rolldown } from 'tsdown'
import { makeIndex } from './src/assistant/documents/builtIndex.ts'
import { shells } from './src/cli/completion/builtScript.ts'
import { compileKernels } from './src/core/webassembly/compile.mjs'
import { builtFilesText } from './src/packs/builtFiles.ts'
import { readMigrations } from './src/store/migrations.ts'
import { builtSchemaText } from './src/store/sqlite/builtSchema.ts'

/**
 * Packages that the build takes in, with all that they import: loading their files one by one would be half of what a
 * short command does. They are devDependencies, since who installs Sigma needs them no more.
 */
const bundled = [
  '@anthropic-ai/sdk',
  '@aws-sdk/client-s3',
  '@aws-sdk/s3-request-presigner',
  '@date-fns/tz',
  '@fastify/cors',
  '@fastify/helmet',
  '@fastify/rate-limit',
  '@modelcontextprotocol/sdk',
  'ajv',
  'ajv-formats',
  'cli-table3',
  'commander',
  'fastify',
  'hyparquet',
  'hyparquet-writer',
  'kysely',
  'minisearch',
  'openai',
  'openapi-fetch',
  'pino',
  'read-excel-file',
  'uuid',
  'yaml',
  'zod',
]

/**
 * Whether it is what Anthropic's client imports of OpenTelemetry, which who installs Sigma may not have. Sigma's own traces go
 * through the copy that is installed, or there are none.
 */
const isOfAnthropic = (id: string, importer: string | undefined): boolean =>
  id === '@opentelemetry/api' && importer?.includes('@anthropic-ai') === true

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

async function packFiles(): Promise<{ path: string; sha256: string; text: string }[]> {
  const names = await readdir('packs', { recursive: true })
  return Promise.all(
    names
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map(async (name) => {
        const bytes = await readFile(`packs/${name}`)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        return { path: `packs/${name.replaceAll('\\', '/')}`, sha256, text: bytes.toString('utf8') }
      }),
  )
}

/** Has the program print the scripts of completion, which take all of its commands to make. */
async function writeScripts(): Promise<void> {
  const scripts = shells.map((shell) => ({
    shell,
    text: execFileSync(process.execPath, ['bin/sigma.js', 'completion', shell]),
  }))
  await mkdir('dist/completion')
  for (const { shell, text } of scripts) await writeFile(`dist/completion/${shell}`, text)
}

/** Writes the licences of what was taken in, as they ask to be passed on with its code. */
const licencesOfBundled = {
  name: 'licences-of-bundled',
  async generateBundle(this: Rolldown.PluginContext) {
    const folders = [...this.getModuleIds()].flatMap(
      (id) => id.replaceAll('\\', '/').match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? [],
    )
    const texts = await Promise.all([...new Set(folders)].sort().map(licence))
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join('\n') })
  },
}

/** Name, version and licence of a package: its own text, or where it has none the name of it. */
async function licence(folder: string): Promise<string> {
  const manifest: Manifest = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
  const { name, version, license, author } = manifest
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each))
  if (file !== undefined) return `${name} ${version}\n\n${await readFile(`${folder}/${file}`, 'utf8')}`
  if (license === undefined) throw new Error(`${name} is bundled, but has no licence`)
  const holder = typeof author === 'string' ? author : author?.name
  return `${name} ${version}\n\n${license}${holder === undefined ? '' : `, ${holder}`}\n`
}

interface Manifest {
  name: string
  version: string
  license?: string
  author?: string | { name: string }
}

export default defineConfig({
  entry: {
    cli: 'src/cli/main.ts',
    fitWorker: 'src/jobs/fitWorker.ts',
    laneWorker: 'src/jobs/laneWorker.ts',
    tickerWorker: 'src/jobs/tickerWorker.ts',
    scanWorker: 'src/services/scanWorker.ts',
    sheetReader: 'src/data/sheetReader.ts',
  },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  // A sixth of what is read at every start. The licences are in a file of their own.
  outputOptions: { comments: false },
  sourcemap: false,
  clean: true,
  deps: {
    alwaysBundle: (id, importer) =>
      bundled.some((name) => id === name || id.startsWith(`${name}/`)) || isOfAnthropic(id, importer),
    // Of others it says nothing: what is taken in is what these import.
    onlyBundle: false,
  },
  plugins: [contractAsText, licencesOfBundled],
  hooks: {
    'build:prepare': () => compileKernels(),
    async 'build:done'() {
      // The store reads its migrations as files.
      await cp('src/store/migrations', 'dist/migrations', { recursive: true })
      await writeFile('dist/schemas.json', builtSchemaText(readMigrations('src/store/migrations/sqlite')))
      // So does the assistant its questions.
      await cp('src/assistant/sql', 'dist/assistant/sql', { recursive: true })
      // The server sends its scripts as they are.
      await cp('src/server/ui/assets', 'dist/ui', { recursive: true })
      await writeFile('dist/documents.json', makeIndex('docs').toText())
      await writeFile('dist/packs.json', await builtFilesText(await packFiles()))
      await writeScripts()
    },
  },
})
