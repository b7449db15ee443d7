import { moduleOf } from '../../webassembly/module.ts'
import { kernelsBase64 } from '../generated/kernels.ts'
import { type Kernel, type KernelName, type Kernels, kernelNames } from './kernels.ts'

/** The compiled kernels; another thread may be handed the module as it is. */
export function compileKernels(): WebAssembly.Module {
  return moduleOf(kernelsBase64)
}

/** The kernels on some memory. */
export function webAssemblyKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const found = Object.fromEntries(kernelNames.map((name) => [name, exports[name]]))
  if (!isComplete(found)) throw new Error('the compiled kernels lack one: build Sigma again')
  return found
}

function isComplete(found: Record<string, unknown>): found is Record<KernelName, Kernel> {
  return kernelNames.every((name) => typeof found[name] === 'function')
}
