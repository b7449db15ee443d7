const colours: Record<string, string> = { error: '31', warn: '33', info: '36', debug: '90' }

/** A line of the log for who sits before it: time of day, level, message, and what else it tells. */
export function readableLine(line: string, coloured: boolean): string {
  const { time, level, msg, pid: _, err, ...facts }: Record<string, unknown> = JSON.parse(line)
  const word = String(level).padEnd(5)
  const shown = coloured ? `\u001b[${colours[word.trimEnd()] ?? '0'}m${word}\u001b[39m` : word
  const told = Object.entries(facts).map(([name, value]) => `${name}=${plain(value)}`)
  const first = [String(time).slice(11, 23), shown, String(msg), ...told].join(' ')
  return `${first}\n${stackOf(err)}`
}

const plain = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)

function stackOf(err: unknown): string {
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : ''
  return stack === '' ? '' : `${stack.replaceAll(/^/gm, '  ')}\n`
}
