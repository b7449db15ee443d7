import { exitCodes } from './exitCodes.ts'
import { workspaceOf } from './workspaceOf.ts'

/**
 * Runs one command line and tells its exit code. Names that a shell asks for at a key press are looked up without the
 * program: its commands alone take longer to load than a hand that types wants to wait.
 */
export async function run(argv: string[]): Promise<number> {
  if (argv.length === 3 && argv[0] === 'completion' && argv[1] === '--names') {
    const { isNameKind, namesOf } = await import('./completion/names.ts')
    if (isNameKind(argv[2])) {
      for (const name of await namesOf(workspaceOf({}), argv[2])) process.stdout.write(`${name}\n`)
      return exitCodes.done
    }
  }
  const { runProgram } = await import('./program.ts')
  return runProgram(argv)
}
