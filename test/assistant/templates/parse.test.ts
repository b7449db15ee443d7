import { describe, expect, it } from 'vitest'
import { bind } from '../../../src/assistant/templates/bind.ts'
import { parseTemplate } from '../../../src/assistant/templates/parse.ts'

const header = [
  '-- name: newest',
  '-- purpose: The newest runs.',
  '-- reads: backtest_runs',
  '-- rows: 50',
  '-- parameter: model_id text 1..200 optional',
  '-- parameter: limit integer 1..50 default 10',
]
const body = [
  'select id from backtest_runs',
  'where true',
  '  and model_id = :model_id -- if given',
  'order by id limit :limit',
]
const parsed = (lines: readonly string[] = body, head: readonly string[] = header) =>
  parseTemplate('newest.sqlite.sql', [...head, ...lines, ''].join('\n'))
const withLine = (line: string) => [body[0], body[1], line, ...body.slice(2)]

describe('a template', () => {
  it('becomes a statement with a place for each value, without the lines whose parameter is not given', () => {
    expect(bind(parsed(), 'sqlite', {})).toEqual({
      sql: 'select id from backtest_runs\nwhere true\norder by id limit ?1',
      values: [10],
    })
    const { sql, values } = bind(parsed(), 'postgres', { model_id: "x' or 1 = 1 --", limit: 3 })
    expect(sql).toContain('model_id = cast($1 as text)\norder by id limit cast($2 as integer)')
    expect(values).toEqual(["x' or 1 = 1 --", 3])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['of another type', { limit: '3' }, 'limit: expected a whole number from 1 to 50'],
    ['out of its range', { limit: 51 }, 'limit: expected a whole number from 1 to 50'],
    ['that is no number', { limit: Number.NaN }, 'limit: expected a whole number'],
    ['that is a list', { model_id: ['x'] }, 'model_id: expected a text of 1 to 200 characters'],
    ['too long', { model_id: 'x'.repeat(201) }, 'model_id: expected a text of 1 to 200 characters'],
    ['with a NUL', { model_id: 'x\0' }, 'model_id: has a character that no name has'],
    ['of nothing declared', { modelid: 'x' }, 'modelid: is no parameter of newest; did you mean "model_id"?'],
  ])('takes no value %s', (_, given, message) => {
    expect(() => bind(parsed(), 'sqlite', given)).toThrow(message)
  })

  it.each([
    ['a write', ['delete from backtest_runs limit 1'], 'begins with neither select nor with'],
    [
      'a write in a part',
      ['with gone as (delete from backtest_runs) select id from gone limit 1'],
      'says delete',
    ],
    ['a new table', ['select id into kept from backtest_runs limit :limit'], 'says into'],
    ['a lock', ['select id from backtest_runs for update limit :limit'], 'says for'],
    ['a second statement', [...body, '; drop table backtest_runs'], 'has what no template may'],
    ['an undeclared parameter', withLine('  and tag = :tag'), 'does not declare the parameter tag'],
    ['an interpolated parameter', withLine("  and tag = '$tag'"), 'has what no template may'],
    ['a parameter in a text', withLine("  and tag = ':model_id'"), 'has what no template may'],
    ['a parameter that may be missing', withLine('  and tag = :model_id'), 'the line needs model_id'],
    [
      'more than a condition left out',
      withLine('  or tag = :model_id -- if given'),
      'no condition on one optional parameter',
    ],
    [
      'a question left out',
      withLine('  and :model_id in (select id from backtest_runs) -- if given'),
      'no condition',
    ],
    [
      'an undeclared table',
      ['select id from api_tokens limit :limit'],
      'reads api_tokens, which it does not declare',
    ],
    [
      'a second table by a comma',
      ['select id from backtest_runs, users limit :limit'],
      'two tables with a comma',
    ],
    [
      'a table of a schema',
      ['select id from pg_catalog.pg_user limit :limit'],
      'tables are named without their schema',
    ],
    ['a table behind in', withLine('  and id in users'), 'says in without a list'],
    ['a function that waits', withLine('  and pg_sleep(9) is null'), 'calls pg_sleep'],
    [
      'a function that connects',
      ["select id from dblink('x', 'y') limit :limit"],
      'reads dblink, which it does not declare',
    ],
    ['a function of a schema', withLine('  and x.count(id) = 1'), 'calls count'],
    ['an extension', withLine("  and load_extension('x') is null"), 'calls load_extension'],
    [
      'a table of pragmas',
      ["select id from pragma_table_list('x') limit :limit"],
      'reads pragma_table_list, which it does not declare',
    ],
    ['a pragma', ['pragma user_version'], 'begins with neither select nor with'],
    ['an attached file', ["attach 'x' as y"], 'begins with neither select nor with'],
    ['a copy', ['copy backtest_runs to stdout'], 'begins with neither select nor with'],
    ['a comment that hides text', withLine('  -- and id = 1'), 'a comment among its statement'],
    ['a comment in a line', withLine('  and id = /* x */ 1'), 'a comment among its statement'],
    ['letters that look like others', withLine('  and іd = 1'), 'has what no template may'],
    ['a text of another kind', withLine("  and tag = e'x'"), 'two words are one'],
    ['quotes around a name', withLine('  and "tag" is null'), 'has what no template may'],
    ['no limit', ['select id from backtest_runs'], 'does not end with a limit'],
    [
      'a limit beyond its rows',
      ['select id from backtest_runs limit 51'],
      'its limit is not at most the 50 rows',
    ],
  ])('is refused with %s', (_, lines, why) => {
    expect(() => parsed(lines)).toThrow(why)
  })

  it.each<[string, string[], string]>([
    ['without a purpose', header.filter((line) => !line.includes('purpose')), 'declares purpose 0 times'],
    ['that is of another file', ['-- name: other', ...header.slice(1)], 'declares the name other'],
    [
      'that reads what nobody may',
      [...header.slice(0, 2), '-- reads: api_tokens', ...header.slice(3)],
      'which templates may not',
    ],
    [
      'with a parameter twice',
      [...header, '-- parameter: limit integer 1..5'],
      'declares the parameter limit twice',
    ],
    [
      'with a parameter that is not used',
      [...header, '-- parameter: tag text 1..5'],
      'declares the parameter tag, and does not use it',
    ],
    [
      'with a default out of range',
      [...header.slice(0, 5), '-- parameter: limit integer 1..50 default 51'],
      'the default of limit',
    ],
    ['with a line of its own', [...header, '-- else: x'], 'a line that declares nothing'],
  ])('is refused with a header %s', (_, head, why) => {
    expect(() => parsed(body, head)).toThrow(why)
  })
})
