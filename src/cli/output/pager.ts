/** Ends at once when the text fits, keeps colours, and leaves the text on the screen. */
const usual = ['less', '-FRX']

/**
 * Shows a text in the pager that the user named (words of a command line, started without a shell), else in `less`.
 * Answers whether it did: an empty name means none, and a program that is missing shows nothing.
 */
export function showInPager(text: string, named: string | undefined): boolean {
  const [program, ...argv] = named === undefined ? usual : named.split(/\s+/).filter(Boolean)
  if (program === undefined) return false
  // Loaded here, since what every command loads has this file too.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { error } = spawnSync(program, argv, { input: `${text}\n`, stdio: ['pipe', 'inherit', 'inherit'] })
  // Who leaves a pager early has read enough: the pipe that breaks then is no fault.
  return error === undefined || ('code' in error && error.code === 'EPIPE')
}
