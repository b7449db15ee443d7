import { Argument, Command, Option } from 'commander'
import { invalidParam } from '../../core/errors.ts'
import { bashScript } from '../completion/bash.ts'
import { type Shell, shells } from '../completion/builtScript.ts'
import { fishScript } from '../completion/fish.ts'
import { type NameKind, nameKinds, namesOf } from '../completion/names.ts'
import { type Completions, completionsOf } from '../completion/places.ts'
import { powershellScript } from '../completion/powershell.ts'
import { zshScript } from '../completion/zsh.ts'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'

const scripts: Readonly<Record<Shell, (completions: Completions) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
}

export function completion(context: CliContext): Command {
  return new Command('completion')
    .addArgument(new Argument('[shell]', 'bash, zsh, fish or powershell').choices(shells))
    .addOption(new Option('--names <kind>', 'asked by the scripts').choices([...nameKinds]).hideHelp())
    .addHelpText(
      'after',
      `${examples('sigma completion bash', 'sigma completion fish')}\n\nTo use it:\n${Object.values(uses)
        .map((line) => `  ${line}`)
        .join('\n')}`,
    )
    .action(async (shell: Shell | undefined, { names }: { names?: NameKind }, command: Command) => {
      const { output, workspace } = context
      if (names !== undefined) {
        for (const name of await namesOf(workspace, names)) output.line(name)
        return
      }
      if (shell === undefined) {
        throw invalidParam([{ field: 'SHELL', issue: 'is missing' }], {
          next: 'sigma completion bash, zsh, fish or powershell',
        })
      }
      const script = scripts[shell](completionsOf(rootOf(command)))
      output.answer({ ok: true, shell, script }, () => script.trimEnd())
      if (output.isTerminal) output.note(`to use it: ${uses[shell]}`)
    })
}

const uses: Readonly<Record<Shell, string>> = {
  bash: "echo 'source <(sigma completion bash)' >> ~/.bashrc",
  zsh: "echo 'source <(sigma completion zsh)' >> ~/.zshrc",
  fish: 'sigma completion fish > ~/.config/fish/completions/sigma.fish',
  powershell: "Add-Content $PROFILE 'sigma completion powershell | Out-String | Invoke-Expression'",
}

/** The program itself, whose registered commands are what the scripts know. */
function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command
}
