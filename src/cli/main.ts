import { exitCodes } from './exitCodes.ts'
import { workspaceOf } from './workspaceOf.ts'

/**
 * Runs one command line and tells its exit code. Names that a shell asks for at a key press are looked up without the
 * program: its commands alone take longer to load than a hand that types wants to wait.
 */
export async function run(argv: string[]): Promise<number> {
  if (argv.length === 3 && argv[0] === 'completion' && argv[1] === '--names') {
    const { isNameKind, namesOf } = await import('./completion/names.ts')
    try {
      const names = isNameKind(argv[2]) ? await namesOf(workspaceOf({}), argv[2]) : undefined
      if (names !== undefined) {
        process.stdout.write(names.map((name) => `${name}\n`).join(''))
        return exitCodes.done
      }
    } catch {
      // The program meets the same fault, and tells it as it tells all others.
    }
  }
  const { runProgram } = await import('./program.ts')
  return runProgram(argv)
}
