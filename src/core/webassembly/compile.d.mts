export function compileKernels(): Promise<void>
