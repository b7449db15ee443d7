/** Compiles kernels that `compile.mjs` has made text of; another thread may be handed the module as it is. */
export function moduleOf(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
}
