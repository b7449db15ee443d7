import type { Completions, Flag, Place, Value } from './places.ts'

/** Completion for zsh with descriptions; sourced, or put on the fpath as `_sigma`. */
export function zshScript({ everywhere, places }: Completions): string {
  const inner = places.filter(({ path }) => path !== '')
  return `#compdef sigma
# sigma: completion for zsh
_sigma() {
  local place="" previous="\${words[CURRENT-1]}" i
  local -a entries
  for ((i = 2; i < CURRENT; i++)); do
    case "$place/\${words[i]}" in
      ${inner.map(({ path }) => quoted(path)).join('|\\\n      ')})
        place="$place/\${words[i]}" ;;
    esac
  done
  case "$place $previous" in
${[...places.flatMap(({ path, flags }) => flagCases(flags, (name) => quoted(`${path} ${name}`))), ...flagCases(everywhere, (name) => `*${quoted(` ${name}`)}`)].join('\n')}
  esac
  case "$place" in
${places.map(entryCase).join('\n')}
  esac
  entries+=(${everywhere.map(described).join(' ')})
  _describe -t sigma 'sigma' entries
}
if [ "$funcstack[1]" = "_sigma" ]; then _sigma "$@"; else compdef _sigma sigma; fi
`
}

function flagCases(flags: readonly Flag[], pattern: (name: string) => string): string[] {
  return flags.flatMap(({ name, value }) =>
    value === undefined ? [] : [`    ${pattern(name)}) ${reply(value)}; return ;;`],
  )
}

function reply(value: Value): string {
  if (value === 'anything') return '_message value'
  if (value === 'file') return '_files'
  return `compadd -- ${wordList(value)}`
}

const described = ({ name, description }: { name: string; description: string }): string =>
  quoted(`${name}:${description.replaceAll(':', '\\:')}`)

function entryCase({ path, commands, flags, arguments: values }: Place): string {
  const entries = [...commands, ...flags].map(described)
  const [first] = values
  const names =
    typeof first === 'object' ? `[[ "$PREFIX" == -* ]] || { compadd -- ${wordList(first)}; return; }; ` : ''
  return `    ${quoted(path)}) ${names}entries=(${entries.join(' ')}) ;;`
}

function wordList(value: { names: string } | { words: string[] }): string {
  return 'names' in value
    ? `\${(f)"$(sigma completion --names ${value.names} 2>/dev/null)"}`
    : value.words.map(quoted).join(' ')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
