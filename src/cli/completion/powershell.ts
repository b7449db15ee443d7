import type { Completions, Flag, Place, Value } from './places.ts'

/** Completion for PowerShell 5.1 and newer, with descriptions. */
export function powershellScript({ everywhere, places }: Completions): string {
  const inner = places.filter(({ path }) => path !== '')
  return `# sigma: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName sigma -ScriptBlock {
    param($word, $ast, $cursor)
    $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
    $known = @(${inner.map(({ path }) => quoted(path)).join(', ')})
    $place = ''
    foreach ($one in $before | Select-Object -Skip 1) {
        if ($known -ccontains "$place/$one") { $place = "$place/$one" }
    }
    $previous = if ($before.Count -gt 1) { $before[-1] } else { '' }
    $values = switch -CaseSensitive ("$place $previous") {
${places.flatMap(({ path, flags }) => flagCases(flags, (name) => quoted(`${path} ${name}`))).join('\n')}
        default {
            switch -CaseSensitive ($previous) {
${flagCases(everywhere, quoted).join('\n')}
            }
        }
    }
    # An option that takes any text, or a file, is left to what PowerShell does by itself.
    if ($values -eq 'anything') { return }
    $entries = @(if ($values) { $values | ForEach-Object { ,@("$_", "$_") } } else {
        @(switch -CaseSensitive ($place) {
${places.map(entryCase).join('\n')}
        }) + @(${everywhere.map(described).join(', ')})
    })
    foreach ($entry in $entries) {
        if ($entry[0].StartsWith($word, [StringComparison]::Ordinal)) {
            [System.Management.Automation.CompletionResult]::new($entry[0], $entry[0], 'ParameterValue', $entry[1])
        }
    }
}
`
}

function flagCases(flags: readonly Flag[], pattern: (name: string) => string): string[] {
  return flags.flatMap(({ name, value }) =>
    value === undefined ? [] : [`        ${pattern(name)} { ${reply(value)}; break }`],
  )
}

function reply(value: Value): string {
  return value === 'anything' || value === 'file' ? "'anything'" : wordList(value)
}

function entryCase({ path, commands, flags, arguments: values }: Place): string {
  const [first] = values
  const names = typeof first === 'object' ? `${wordList(first)} | ForEach-Object { ,@("$_", "$_") }; ` : ''
  const entries = [...commands, ...flags].map((entry) => `,${described(entry)}`).join('; ')
  return `        ${quoted(path)} { ${names}${entries}; break }`
}

/** A word with what is shown beside it, which PowerShell refuses to be empty. */
const described = ({ name, description }: { name: string; description: string }): string =>
  `@(${quoted(name)}, ${quoted(description || name)})`

function wordList(value: { names: string } | { words: string[] }): string {
  return 'names' in value
    ? `(sigma completion --names ${value.names} 2>$null)`
    : `@(${value.words.map(quoted).join(', ')})`
}

/** PowerShell takes the typographic quotes for its own. */
const quoted = (text: string): string => `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
