// Makes src/contract/generated from openapi_btb_v1.yaml; with --check only says whether it is up to date.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

const methods = ['get', 'put', 'post', 'patch', 'delete']
const command = 'node docs/api/generate.mjs'
const header = `// Generated from docs/api/openapi_btb_v1.yaml by: ${command}\n`
const source = new URL('openapi_btb_v1.yaml', import.meta.url)
const target = new URL('../../src/contract/generated/', import.meta.url)

const contract = parse(await readFile(source, 'utf8'))

function operationTable() {
  const rows = Object.entries(contract.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map(
        (method) => `  ${item[method].operationId}: { method: '${method.toUpperCase()}', path: '${path}' },`,
      ),
  )
  return `${header}\nexport const operations = {\n${rows.join('\n')}\n} as const\n`
}

const files = {
  'schema.ts':
    header + astToString(await openapiTS(structuredClone(contract), { defaultNonNullable: false })),
  'openapi.json': `${JSON.stringify({ 'x-generated-by': command, ...contract })}\n`,
  'operations.ts': operationTable(),
}

const readOrEmpty = (url) =>
  readFile(url, 'utf8').catch((error) => (error.code === 'ENOENT' ? '' : Promise.reject(error)))

if (process.argv.includes('--check')) {
  const stale = []
  for (const [name, text] of Object.entries(files)) {
    if ((await readOrEmpty(new URL(name, target))) !== text) stale.push(fileURLToPath(new URL(name, target)))
  }
  if (stale.length > 0) {
    console.error(`Not up to date with ${fileURLToPath(source)}:\n  ${stale.join('\n  ')}\nRun: ${command}`)
    process.exitCode = 1
  }
} else {
  await mkdir(target, { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, target), text)
}
