import { refuse } from './refuse.ts'
import type { Declaration, Parameter, ParameterType } from './template.ts'

const fieldLine = /^-- (name|purpose|reads|rows|parameter|documents|flags): (\S.*)$/
const parameterLine = /^([a-z][a-z_]*) (text|integer|choice|names) (\S+)(?: (optional|default (\S+)))?$/
const columnName = /^[a-z][a-z_]*$/

/** Longest text that any template takes, and most names of a list. */
const longestText = 200
const mostNames = 50

/** Reads what a template declares in the comment that it begins with. @throws INTERNAL for what it does not declare as it should */
export function readHeader(file: string, lines: readonly string[]): Declaration {
  const fields = new Map<string, string[]>()
  for (const line of lines) {
    const [, field, value] = fieldLine.exec(line) ?? []
    if (field === undefined) throw refuse(file, `its header has a line that declares nothing: ${line}`)
    fields.set(field, [...(fields.get(field) ?? []), value])
  }
  const one = (field: string): string => {
    const values = fields.get(field) ?? []
    if (values.length === 1) return values[0]
    throw refuse(file, `its header declares ${field} ${values.length} times`)
  }
  const list = (field: string): string[] => {
    if (!fields.has(field)) return []
    const columns = one(field).split(', ')
    if (columns.every((column) => columnName.test(column))) return columns
    throw refuse(file, `its header has something else than names in ${field}`)
  }
  const name = one('name')
  if (!file.startsWith(`${name}.`)) throw refuse(file, `it declares the name ${name}`)
  const parameters = (fields.get('parameter') ?? []).map((text) => readParameter(file, text))
  const names = parameters.map((parameter) => parameter.name)
  const twice = names.find((each, index) => names.indexOf(each) !== index)
  if (twice !== undefined) throw refuse(file, `it declares the parameter ${twice} twice`)
  return {
    name,
    purpose: one('purpose'),
    reads: one('reads').split(', '),
    mostRows: wholeNumber(file, 'rows', one('rows'), 1, 200),
    parameters,
    documents: list('documents'),
    flags: list('flags'),
  }
}

function readParameter(file: string, text: string): Parameter {
  const [, name, type, range, ending, standard] = parameterLine.exec(text) ?? []
  if (name === undefined) throw refuse(file, `it declares a parameter as none is: ${text}`)
  const of = readType(file, name, type, range)
  const parameter: Parameter = { name, isOptional: ending === 'optional', ...of }
  if (standard === undefined) return parameter
  if (of.type === 'integer') {
    return { ...parameter, default: wholeNumber(file, `the default of ${name}`, standard, of.min, of.max) }
  }
  const isGood =
    of.type === 'choice'
      ? of.choices.includes(standard)
      : of.type === 'text' && standard.length >= of.min && standard.length <= of.max
  if (!isGood) throw refuse(file, `the default of ${name} is not what ${name} may be: ${standard}`)
  return { ...parameter, default: standard }
}

function readType(file: string, name: string, type: string, range: string): ParameterType {
  if (type === 'choice') return { type, choices: range.split('|') }
  const [, least, most] = /^(\d+)\.\.(\d+)$/.exec(range) ?? []
  if (least === undefined) throw refuse(file, `the range of ${name} is none: ${range}`)
  const limit = { text: longestText, names: mostNames }[type] ?? Number.MAX_SAFE_INTEGER
  const max = wholeNumber(file, `the maximum of ${name}`, most, 0, limit)
  const min = wholeNumber(file, `the minimum of ${name}`, least, 0, max)
  if (type === 'text' || type === 'names') return { type, min, max }
  return { type: 'integer', min, max }
}

function wholeNumber(file: string, what: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw refuse(file, `${what} is not a whole number from ${min} to ${max}: ${text}`)
}
