// Compiles kernels to WebAssembly, as text in a module, so that a bundle holds them and a worker needs no file. Run by
// `npm run build`.
import { mkdir, writeFile } from 'node:fs/promises'
import asc from 'assemblyscript/asc'

const root = new URL('../../../', import.meta.url)
/** Folders of `src/core` whose `assembly/` is compiled into their `generated/kernels.ts`. */
const parts = ['backtest', 'boosting']

export async function compileKernels() {
  for (const part of parts) await compilePart(part)
}

async function compilePart(part) {
  const { error, stderr, binary } = await compile(`src/core/${part}/assembly/index.ts`)
  if (error) throw new Error(`the kernels of ${part} do not compile:\n${stderr}`)
  const target = new URL(`src/core/${part}/generated/kernels.ts`, root)
  await mkdir(new URL('.', target), { recursive: true })
  const text = Buffer.from(binary).toString('base64')
  await writeFile(
    target,
    `/** Compiled from ../assembly by \`npm run build\`. */\nexport const kernelsBase64 =\n  '${text}'\n`,
  )
}

async function compile(source) {
  let binary
  const { error, stderr } = await asc.main(
    [
      source,
      '--outFile',
      'kernels.wasm',
      '--optimizeLevel',
      '3',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
      '--enable',
      'simd,threads,bulk-memory',
    ],
    {
      writeFile: (_name, contents) => {
        binary = contents
      },
    },
  )
  return { error, stderr: stderr.toString(), binary }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await compileKernels()
