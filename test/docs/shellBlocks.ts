/** A fenced block of shell lines. */
export interface ShellBlock {
  lines: string[]
  /** Marked `sh no-run`: it installs, waits for ever or names a file of the reader's. */
  noRun: boolean
}

export interface ShellCommand {
  line: string
  /** The words after `sigma`, or the folder after `cd`. */
  argv: string[]
  kind: 'sigma' | 'cd'
  /** What it has to exit with: 0, or what its comment `# exits N` says. */
  exitCode: number
}

export function shellBlocks(markdown: string): ShellBlock[] {
  return [...markdown.matchAll(/^```sh([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, mark, body]) => ({
    noRun: mark.trim() === 'no-run',
    lines: body.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')),
  }))
}

/** The blocks of YAML that name a file, such as `yaml answers.yaml`: the commands find it. */
export function namedFiles(markdown: string): { name: string; body: string }[] {
  return [...markdown.matchAll(/^```yaml ([\w.-]+)\n([\s\S]*?)^```$/gm)].map(([, name, body]) => ({
    name,
    body,
  }))
}

/** A line of a block as a command; anything but `sigma`, `npx sigma` and `cd` has no place in a block that is run. */
export function parseCommand(line: string): ShellCommand {
  const [text, comment = ''] = line.split(/\s+#\s*/, 2)
  const exits = /^exits (\d+)$/.exec(comment)
  const words = [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare,
  )
  const [program, ...argv] = words[0] === 'npx' ? words.slice(1) : words
  if (program !== 'sigma' && program !== 'cd') {
    throw new Error(`expected a line of sigma or cd in a block that is run, got: ${line}`)
  }
  return { line, argv, kind: program, exitCode: exits ? Number(exits[1]) : 0 }
}
