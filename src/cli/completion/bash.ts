import type { Completions, Flag, Place, Value } from './places.ts'

/** Completion for bash 3.2 and newer, without the bash-completion package. */
export function bashScript({ everywhere, places }: Completions): string {
  const inner = places.filter(({ path }) => path !== '')
  return `# sigma: completion for bash
_sigma() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$place/\${COMP_WORDS[i]}" in
      ${inner.map(({ path }) => quoted(path)).join('|\\\n      ')})
        place="$place/\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$place $previous" in
${[...places.flatMap(({ path, flags }) => flagCases(flags, (name) => quoted(`${path} ${name}`))), ...flagCases(everywhere, (name) => `*${quoted(` ${name}`)}`)].join('\n')}
  esac
  case "$place" in
${places.map(wordCase).join('\n')}
  esac
  words="$words ${everywhere.map(({ name }) => name).join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _sigma sigma
`
}

/** Values after an option. An option that takes any text completes nothing. */
function flagCases(flags: readonly Flag[], pattern: (name: string) => string): string[] {
  return flags.flatMap(({ name, value }) =>
    value === undefined ? [] : [`    ${pattern(name)}) ${reply(value)}; return ;;`],
  )
}

function reply(value: Value): string {
  if (value === 'anything') return 'COMPREPLY=()'
  if (value === 'file') return 'COMPREPLY=($(compgen -f -- "$current"))'
  return `COMPREPLY=($(compgen -W ${wordList(value)} -- "$current"))`
}

function wordCase({ path, commands, flags, arguments: values }: Place): string {
  const words = [...commands, ...flags].map(({ name }) => name).join(' ')
  const [first] = values
  const names =
    typeof first === 'object'
      ? `; [[ "$current" == -* ]] || { COMPREPLY=($(compgen -W ${wordList(first)} -- "$current")); return; }`
      : ''
  return `    ${quoted(path)}) words=${quoted(words)}${names} ;;`
}

function wordList(value: { names: string } | { words: string[] }): string {
  return 'names' in value
    ? `"$(sigma completion --names ${value.names} 2>/dev/null)"`
    : quoted(value.words.join(' '))
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
