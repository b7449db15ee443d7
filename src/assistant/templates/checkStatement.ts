import { refuse } from './refuse.ts'
import type { Declaration } from './template.ts'
import type { Token } from './tokens.ts'

/** What templates may read: runs and what came of them. Nobody's tokens, names or requests. */
const readable = new Set([
  'backtest_folds',
  'backtest_runs',
  'backtest_sweeps',
  'build_runs',
  'leaderboard_rows',
  'leaderboard_v',
  'sweep_results',
  'training_runs',
  'trials',
])

/** None of them does anything but work out a value, or give the members of a JSON array as rows. */
const functions = new Set([
  ...['count', 'sum', 'min', 'max', 'avg', 'coalesce', 'nullif', 'cast', 'length', 'lower', 'upper', 'round'],
  ...['json_each', 'json_array_elements_text', 'jsonb_array_elements_text'],
])

/** Tables that a function makes. */
const tableFunctions = new Set(['json_each', 'json_array_elements_text', 'jsonb_array_elements_text'])

/** Words that stand before a parenthesis without being a function. */
const beforeParenthesis = new Set([
  ...[
    'select',
    'from',
    'join',
    'lateral',
    'where',
    'and',
    'or',
    'not',
    'on',
    'in',
    'exists',
    'as',
    'materialized',
  ],
  ...['when', 'then', 'else', 'by', 'having', 'union', 'all', 'limit', 'over'],
])

/** Words of statements that change something, wait, or tell of the server. None is a name that a question needs. */
const forbidden = new Set([
  ...['insert', 'update', 'delete', 'replace', 'merge', 'into', 'values', 'returning', 'truncate', 'copy'],
  ...[
    'create',
    'alter',
    'drop',
    'rename',
    'grant',
    'revoke',
    'comment',
    'reindex',
    'vacuum',
    'analyze',
    'cluster',
  ],
  ...[
    'begin',
    'start',
    'commit',
    'end_transaction',
    'rollback',
    'abort',
    'savepoint',
    'release',
    'transaction',
  ],
  ...[
    'attach',
    'detach',
    'pragma',
    'load',
    'explain',
    'prepare',
    'execute',
    'deallocate',
    'declare',
    'fetch',
    'call',
    'do',
  ],
  ...[
    'set',
    'reset',
    'show',
    'discard',
    'lock',
    'listen',
    'notify',
    'unlisten',
    'for',
    'share',
    'refresh',
    'import',
  ],
  ...[
    'table',
    'only',
    'tablesample',
    'temp',
    'temporary',
    'recursive',
    'operator',
    'collate',
    'using',
    'natural',
  ],
  ...[
    'user',
    'current_user',
    'session_user',
    'current_role',
    'current_catalog',
    'current_schema',
    'system_user',
  ],
  ...[
    'regclass',
    'regproc',
    'oid',
    'ctid',
    'rowid',
    'sqlite_master',
    'sqlite_schema',
    'pg_catalog',
    'information_schema',
  ],
])

const clauses = new Set(['select', 'from', 'where', 'group', 'having', 'order', 'limit', 'union'])

/**
 * Holds a statement to what a template may be: one question over the tables that it declares, of at most the rows that it
 * declares.
 *
 * @throws INTERNAL naming the word that it is refused for
 */
export function checkStatement(file: string, tokens: readonly Token[], declared: Declaration): void {
  const refused = (why: string) => refuse(file, why)
  const [first] = tokens
  if (first?.text !== 'select' && first?.text !== 'with')
    throw refused('it is no question: it begins with neither select nor with')
  const own = new Set(
    tokens.flatMap(({ kind, text }, at) => (kind === 'word' && isNamedPart(tokens, at) ? [text] : [])),
  )
  for (const table of declared.reads) {
    if (!readable.has(table)) throw refused(`it declares to read ${table}, which templates may not`)
  }
  /** The clause that each depth is in. */
  const clause: string[] = []
  for (const [at, { kind, text, depth }] of tokens.entries()) {
    const [before, after] = [tokens[at - 1]?.text, tokens[at + 1]?.text]
    if (kind === 'sign') {
      if (text === ',' && clause[depth] === 'from')
        throw refused('it names two tables with a comma; join them')
      if (text === '(') clause[depth + 1] = ''
      continue
    }
    if (kind !== 'word') continue
    if (forbidden.has(text)) throw refused(`it says ${text}`)
    if (clauses.has(text)) clause[depth] = text
    if (after === '(' && !beforeParenthesis.has(text) && (before === '.' || !functions.has(text))) {
      throw refused(`it calls ${text}, which templates may not`)
    }
    if (text === 'in' && after !== '(') throw refused('it says in without a list')
    if (text === 'from' || text === 'join') checkTable(tokens, at + 1, declared, own, refused)
  }
  const read = new Set(tokens.map(({ text }) => text))
  const unread = declared.reads.find((table) => !read.has(table))
  if (unread !== undefined) throw refused(`it declares to read ${unread}, and does not`)
  checkLimit(tokens, declared, refused)
}

/** `with NAME as (…)`, `, NAME as (…)`: the name of a part of the statement. */
function isNamedPart(tokens: readonly Token[], at: number): boolean {
  const [before, , as, open] = [tokens[at - 1]?.text, '', tokens[at + 1]?.text, tokens[at + 2]?.text]
  return (before === 'with' || before === ',') && as === 'as' && open === '('
}

function checkTable(
  tokens: readonly Token[],
  at: number,
  { reads }: Declaration,
  own: ReadonlySet<string>,
  refused: (why: string) => Error,
): void {
  const from = tokens[at]?.text === 'lateral' ? at + 1 : at
  const [table, after] = [tokens[from]?.text, tokens[from + 1]?.text]
  if (table === '(') return
  if (after === '.')
    throw refused(`it reads ${table}.${tokens[from + 2]?.text}: tables are named without their schema`)
  if (after === '(' && tableFunctions.has(table)) return
  if (after === '(' || !(reads.includes(table) || own.has(table))) {
    throw refused(`it reads ${table}, which it does not declare`)
  }
}

function checkLimit(
  tokens: readonly Token[],
  { mostRows, parameters }: Declaration,
  refused: (why: string) => Error,
): void {
  const [limit, most] = tokens.slice(-2)
  if (limit?.text !== 'limit' || limit.depth !== 0) throw refused('it does not end with a limit')
  const parameter = most.kind === 'parameter' ? parameters.find(({ name }) => name === most.text) : undefined
  const max = parameter?.type === 'integer' ? parameter.max : Number(most.text)
  if (!(max <= mostRows)) throw refused(`its limit is not at most the ${mostRows} rows that it declares`)
}
