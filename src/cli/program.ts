import { Command, CommanderError } from 'commander'
import { endWithReader } from './brokenPipe.ts'
import { commands, loadCommand } from './commands/index.ts'
import { type CliContext, createContext } from './context.ts'
import { exitCodes } from './exitCodes.ts'
import { addGlobalOptions, type Globals } from './globals.ts'
import { version } from './version.ts'
import { workspaceOf } from './workspaceOf.ts'

/** Runs one command line and tells its exit code. The only place that turns errors into messages. */
export async function runProgram(argv: string[]): Promise<number> {
  const interrupt = new AbortController()
  const onInterrupt = (): void => {
    // The first Ctrl-C lets the command stop cleanly, a second one ends it at once.
    if (interrupt.signal.aborted) process.exit(exitCodes.interrupted)
    interrupt.abort()
  }
  process.on('SIGINT', onInterrupt)
  endWithReader()
  const { context, open, close, exitCode } = createContext(interrupt.signal, runProgram)
  const program = createProgram()
  let acting: Command | undefined
  program.hook('preAction', (_, action) => {
    acting = action
    return open(action)
  })
  const tell = async (error: unknown): Promise<number> => {
    const { reportError } = await import('./output/errors.ts')
    const { writeCrashReport } = await import('./crashReport.ts')
    const globals = program.opts<Globals>()
    return reportError(error, globals, {
      options: acting?.options.flatMap(({ long }) => long ?? []) ?? [],
      writeCrash: (crash) =>
        writeCrashReport({ error: crash, argv, workspace: workspaceOf(globals), at: new Date() }),
    })
  }
  // What no promise that is waited for tells of: the state of the process is unknown, so it ends.
  const onUncaught = (error: unknown): void => {
    void tell(error).finally(() => process.exit(exitCodes.failed))
  }
  process.once('uncaughtException', onUncaught)
  try {
    await addCommands(program, context, argv)
    forAll(program, (command) =>
      command.exitOverride().showHelpAfterError('(--help shows the options)').showSuggestionAfterError(),
    )
    await program.parseAsync(argv, { from: 'user' })
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCode()
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(error, argv)
    const code = await tell(error)
    return interrupt.signal.aborted ? exitCodes.interrupted : code
  } finally {
    process.off('SIGINT', onInterrupt)
    process.off('uncaughtException', onUncaught)
    await close()
  }
}

function createProgram(): Command {
  const program = new Command('sigma')
    .description('Research trading models with numbers that can be believed.')
    .version(version, '--version')
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
    .addHelpText('after', '\nStart with: sigma quickstart\nHelp of a command: sigma COMMAND --help')
  return addGlobalOptions(program)
}

/**
 * Adds every command: those that a command line may mean as they run, the others with what the help lists of them, since
 * loading all would take longer than most commands. The script of completion is of all.
 */
async function addCommands(program: Command, context: CliContext, argv: readonly string[]): Promise<void> {
  const isMeant = (name: string) => argv.includes(name) || argv.includes('completion')
  const added = await Promise.all(
    commands.map((command) =>
      isMeant(command.name)
        ? loadCommand(command, context)
        : new Command(command.name).description(command.description),
    ),
  )
  for (const command of added) program.addCommand(command)
}

/** Commander has printed the message already; under --json a script is told in JSON too. */
function reportUsage(error: CommanderError, argv: string[]): number {
  if (error.exitCode === 0) return exitCodes.done
  if (argv.includes('--json') || argv.includes('--jsonl')) {
    const message =
      error.code === 'commander.help' ? 'expected a command' : error.message.replace(/^error: /, '')
    process.stdout.write(`${JSON.stringify({ ok: false, error: { code: 'INVALID_PARAM', message } })}\n`)
  }
  return exitCodes.usage
}

function forAll(command: Command, act: (command: Command) => void): void {
  act(command)
  for (const inner of command.commands) forAll(inner, act)
}
