import type { Completions, Flag, Place, Value } from './places.ts'

/** Completion for fish with descriptions. */
export function fishScript({ everywhere, places }: Completions): string {
  const inner = places.filter(({ path }) => path !== '')
  return `# sigma: completion for fish
function __sigma_place
    set -l place ''
    for word in (commandline -opc)[2..-1]
        switch "$place/$word"
            case ${inner.map(({ path }) => quoted(path)).join(' ')}
                set place "$place/$word"
        end
    end
    echo "$place"
end
function __sigma_at
    test (__sigma_place) = "$argv[1]"
end
complete -c sigma -f
${everywhere.map((flag) => `complete -c sigma ${flagText(flag)}`).join('\n')}
${places.flatMap(linesOf).join('\n')}
`
}

function linesOf({ path, commands, flags, arguments: values }: Place): string[] {
  const at = `complete -c sigma -n ${quoted(`__sigma_at '${path}'`)}`
  const [first] = values
  return [
    ...commands.map(({ name, description }) => `${at} -a ${quoted(name)} -d ${quoted(description)}`),
    ...flags.map((flag) => `${at} ${flagText(flag)}`),
    ...(first === undefined || first === 'anything' ? [] : [`${at} ${valueText(first)}`]),
  ]
}

function flagText({ name, description, value }: Flag): string {
  const option = `-l ${name.replace(/^--/, '')} -d ${quoted(description)}`
  if (value === undefined) return option
  return value === 'anything' ? `${option} -x` : `${option} -r ${valueText(value)}`
}

function valueText(value: Exclude<Value, 'anything'>): string {
  if (value === 'file') return '-F'
  return `-a ${quoted('names' in value ? `(sigma completion --names ${value.names} 2>/dev/null)` : value.words.join(' '))}`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
