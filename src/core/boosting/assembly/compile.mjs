// Compiles the kernels of this folder to WebAssembly, as text in a module, so that a bundle holds them and a worker
// needs no file. Run by `npm run build`.
import { mkdir, writeFile } from 'node:fs/promises'
import asc from 'assemblyscript/asc'

const root = new URL('../../../../', import.meta.url)
const target = new URL('src/core/boosting/generated/kernels.ts', root)

export async function compileKernels() {
  const { error, stderr, stdout: _, binary } = await compile()
  if (error) throw new Error(`the kernels do not compile:\n${stderr}`)
  await mkdir(new URL('.', target), { recursive: true })
  const text = Buffer.from(binary).toString('base64')
  await writeFile(
    target,
    `/** Compiled from ../assembly by \`npm run build\`. */\nexport const kernelsBase64 =\n  '${text}'\n`,
  )
}

async function compile() {
  let binary
  const { error, stderr } = await asc.main(
    [
      'src/core/boosting/assembly/index.ts',
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
      '16',
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
