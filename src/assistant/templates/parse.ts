import { checkStatement } from './checkStatement.ts'
import { readHeader } from './header.ts'
import { refuse } from './refuse.ts'
import type { Declaration, Line, Template } from './template.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Ends a condition that is left out where its parameter is not given. */
const ifGiven = /\s+-- if given$/

/** What would make more of a condition than a condition. */
const beyondConditions = new Set([
  'select',
  'from',
  'where',
  'group',
  'having',
  'order',
  'limit',
  'union',
  'join',
  'with',
])

/**
 * Reads a template and holds it to what a template may be.
 *
 * @param file its name, which begins with its own and a dot
 * @throws INTERNAL for one that is to be refused
 */
export function parseTemplate(file: string, text: string): Template {
  const all = text.replaceAll('\r\n', '\n').trimEnd().split('\n')
  const end = all.findIndex((line) => !line.startsWith('--'))
  const headerLines = end === -1 ? all : all.slice(0, end)
  const declared = readHeader(file, headerLines)
  const lines = all.slice(headerLines.length).map((line): Line => readLine(file, line, declared))
  const tokens = tokensOf(file, lines.map(({ text }) => text).join('\n'))
  checkStatement(file, tokens, declared)
  checkParameters(file, lines, tokens, declared)
  return { ...declared, lines }
}

function readLine(file: string, line: string, { parameters }: Declaration): Line {
  if (!ifGiven.test(line)) return { text: line }
  const text = line.replace(ifGiven, '')
  const tokens = tokensOf(file, text)
  const names = new Set(tokens.filter(({ kind }) => kind === 'parameter').map(({ text }) => text))
  const [name] = names
  const isCondition = tokens[0]?.text === 'and' && !tokens.some(({ text }) => beyondConditions.has(text))
  const parameter = parameters.find((one) => one.name === name)
  if (!isCondition || names.size !== 1 || parameter?.isOptional !== true) {
    throw refuse(file, `what is left out is no condition on one optional parameter: ${text.trim()}`)
  }
  return { text, onlyWith: name }
}

function checkParameters(
  file: string,
  lines: readonly Line[],
  tokens: readonly Token[],
  { parameters }: Declaration,
): void {
  const used = new Set(tokens.filter(({ kind }) => kind === 'parameter').map(({ text }) => text))
  const known = parameters.map(({ name }) => name)
  const undeclared = [...used].find((name) => !known.includes(name))
  if (undeclared !== undefined) throw refuse(file, `it does not declare the parameter ${undeclared}`)
  const unused = known.find((name) => !used.has(name))
  if (unused !== undefined) throw refuse(file, `it declares the parameter ${unused}, and does not use it`)
  for (const { name } of parameters.filter(({ isOptional }) => isOptional)) {
    const outside = lines.find(({ text, onlyWith }) => onlyWith === undefined && namesIn(text).includes(name))
    if (outside) throw refuse(file, `the line needs ${name}, which may not be given: ${outside.text.trim()}`)
  }
}

/** The parameters of a checked line. */
const namesIn = (text: string) => [...text.matchAll(/:([a-z_]+)/g)].map(([, name]) => name)
