import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa, type ResultPromise } from 'execa'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Compiles `src/core/errors.ts` and the given folders of `src` into `folder`, so that another process can run the
 * very code under test: Node 20 reads no TypeScript. Returns the address of a compiled module, for its imports.
 */
export function compiled(folder: string, sources: string[]): (module: string) => string {
  const files = [
    'core/errors.ts',
    ...sources.flatMap((source) =>
      readdirSync(join(ROOT, 'src', source), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(source, file),
      ),
    ),
  ]
  for (const file of files.filter((name) => /\.(ts|sql)$/.test(name))) {
    const text = readFileSync(join(ROOT, 'src', file), 'utf8')
    const target = join(folder, 'built', file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, file.endsWith('.ts') ? compiledOnce(file, text) : text)
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return (module) => pathToFileURL(join(folder, 'built', module)).href
}

/** Runs a script in a process of its own. Its output is in the result, its failure rejects. */
export function runScript(folder: string, script: string): ResultPromise<{ cwd: string; input: string }> {
  return execa(process.execPath, ['--input-type=module', '-'], { cwd: folder, input: script })
}

const earlier = new Map<string, string>()

/** Every test compiles the same files. */
function compiledOnce(file: string, text: string): string {
  const output = earlier.get(file) ?? compile(text)
  earlier.set(file, output)
  return output
}

function compile(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  })
  return outputText
}
