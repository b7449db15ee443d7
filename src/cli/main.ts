import { endWithReader } from './brokenPipe.ts'
import { exitCodes } from './exitCodes.ts'
import { workspaceOf } from './workspaceOf.ts'

/** Runs one command line and tells its exit code. What a shell asks for is answered without the program where it can be. */
export async function run(argv: string[]): Promise<number> {
  const answer = argv[0] === 'completion' ? await answerToShell(argv.slice(1)) : undefined
  if (answer !== undefined) {
    endWithReader()
    process.stdout.write(answer)
    return exitCodes.done
  }
  const { runProgram } = await import('./program.ts')
  return runProgram(argv)
}

/**
 * Names that a shell asks for at a key press, and the script that asks for them: the commands of the program alone take
 * longer to load than a hand that types wants to wait. Undefined for what the program has to answer.
 */
async function answerToShell([word, kind, ...others]: string[]): Promise<string | undefined> {
  if (others.length > 0) return undefined
  if (word !== '--names') {
    const { builtScript } = await import('./completion/builtScript.ts')
    // On a terminal somebody reads it, who is told what to do with it.
    return kind === undefined && !process.stdout.isTTY ? builtScript(word) : undefined
  }
  const { isNameKind, namesOf } = await import('./completion/names.ts')
  try {
    if (!isNameKind(kind)) return undefined
    return (await namesOf(workspaceOf({}), kind)).map((name) => `${name}\n`).join('')
  } catch {
    // The program meets the same fault, and tells it as it tells all others.
    return undefined
  }
}
