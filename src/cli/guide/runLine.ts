import { Command } from 'commander'
import { ask } from '../commands/ask.ts'
import { build } from '../commands/build.ts'
import { preview } from '../commands/preview.ts'
import { report } from '../commands/report.ts'
import { sweep } from '../commands/sweep.ts'
import { train } from '../commands/train.ts'
import type { CliContext } from '../context.ts'
import { addGlobalOptions, type Globals } from '../globals.ts'
import { Output } from '../output/output.ts'

/** What a command line came to: the body that it answered, what it printed, what it noted beside it, its exit code. */
export interface Ran {
  body: unknown
  text: string
  notes: string[]
  code: number
}

const commands = [preview, build, sweep, train, report, ask]

/**
 * Runs a command line of those that a guided run is made of, by the commands themselves and on the backend that is open.
 * What it prints is kept; its progress is shown.
 */
export async function runLine(outer: CliContext, words: readonly string[]): Promise<Ran> {
  let globals: Globals = outer.globals
  let code = 0
  const output = new KeptOutput(outer.globals)
  const inner: CliContext = {
    get globals() {
      return globals
    },
    output,
    workspace: outer.workspace,
    signal: outer.signal,
    settings: () => outer.settings(),
    connection: () => outer.connection(),
    ask: (call) => outer.ask(call),
    inWorkspace: (folder) => outer.inWorkspace(folder),
    run: (argv) => outer.run(argv),
    exitWith(negative) {
      code = negative
    },
  }
  const program = addGlobalOptions(new Command('sigma'))
  for (const command of commands) program.addCommand(command(inner))
  throwing(program)
  // Where it runs and how it speaks is that of the guided run; only a confirmation is of the line itself.
  program.hook('preAction', (_, action) => {
    const { yes } = action.optsWithGlobals<Globals>()
    globals = { ...outer.globals, json: false, jsonl: false, dryRun: false, yes }
  })
  await program.parseAsync(words, { from: 'user' })
  return { body: output.body, text: output.text, notes: output.notes, code }
}

/** A line that a command does not take ends in an error, and not the process. */
function throwing(command: Command): void {
  command.exitOverride()
  for (const inner of command.commands) throwing(inner)
}

/** Keeps an answer, as what it is and as it is told to people. */
class KeptOutput extends Output {
  body: unknown
  readonly notes: string[] = []
  #text = ''

  constructor(globals: Globals) {
    super({ ...globals, json: false, jsonl: false }, process.stdout, process.stderr)
  }

  get text(): string {
    return this.#text.replace(/\n$/, '')
  }

  override answer(body: unknown, text: () => string): void {
    this.body = body
    this.line(text())
  }

  override write(text: string): void {
    this.#text += text
  }

  override note(text: string): void {
    this.notes.push(text)
  }
}
