import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const secret = 'the-secret-of-somebody-else'

/** A workspace with files to show, beside files that are nobody's business, and links from the ones to the others. */
export function fillWorkspace(workspace: string, elsewhere: string): void {
  for (const folder of [
    'reports/deep',
    'static',
    'matrices',
    'artifacts',
    '.sigma/artifacts/0f',
    'reports-old',
  ]) {
    mkdirSync(join(workspace, folder), { recursive: true })
  }
  const table = 'name,value\na,1\nb,2\n'
  for (const file of [
    'reports/a.csv',
    'reports/deep/b.csv',
    'static/c.csv',
    'matrices/m.csv',
    '.sigma/artifacts/0f/x.csv',
  ]) {
    writeFileSync(join(workspace, file), table)
  }
  const hidden = `name,value\n${secret},1\n`
  // The database itself is open meanwhile.
  for (const file of ['sigma.yaml', '.sigma/server.json', 'reports-old/d.csv', 'top.csv']) {
    writeFileSync(join(workspace, file), hidden)
  }
  writeFileSync(join(elsewhere, 'there.csv'), hidden)
  const link = (target: string, name: string): void => symlinkSync(target, join(workspace, name))
  link(join(elsewhere, 'there.csv'), 'reports/there.csv')
  link(join(elsewhere, 'not-there.csv'), 'reports/not-there.csv')
  link(elsewhere, 'reports/elsewhere')
  link('elsewhere', 'reports/twice')
  link('there.csv', 'reports/twice.csv')
  link('../sigma.yaml', 'reports/settings.csv')
  link('../.sigma', 'reports/state')
  link('..', 'reports/up')
  link('loop-b', 'reports/loop-a')
  link('loop-a', 'reports/loop-b')
  link('/', 'reports/root')
  link('deep/b.csv', 'reports/inside.csv')
  link('../static', 'reports/other')
}

/** Paths that all lead out, to files that are there and to some that are not, below a workspace filled as above. */
export function escapes(workspace: string, elsewhere: string): string[] {
  return [
    '..',
    '.',
    '/',
    '../there.csv',
    'reports/../../there.csv',
    'reports/../sigma.yaml',
    'reports/../.sigma/sigma.db',
    'reports/deep/../../../../../../../../etc/passwd',
    './../etc/passwd',
    'sigma.yaml',
    'top.csv',
    'no-such-file.csv',
    'reports-old/d.csv',
    'reports-old/none.csv',
    '.sigma',
    '.sigma/sigma.db',
    '.sigma/server.json',
    '.sigma/none.db',
    '.sigma/artifacts/../sigma.db',
    '/etc/passwd',
    '/etc/no-such-file',
    '//etc/passwd',
    join(elsewhere, 'there.csv'),
    join(elsewhere, 'none.csv'),
    join(workspace, 'sigma.yaml'),
    `${workspace}-other/reports/a.csv`,
    'reports/there.csv',
    'reports/not-there.csv',
    'reports/twice.csv',
    'reports/elsewhere/there.csv',
    'reports/elsewhere/none.csv',
    'reports/elsewhere',
    'reports/twice/there.csv',
    'reports/twice/none.csv',
    'reports/settings.csv',
    'reports/state/sigma.db',
    'reports/state/none.db',
    'reports/up/sigma.yaml',
    'reports/up/up/sigma.yaml',
    'reports/root/etc/passwd',
    'reports/root/etc/no-such-file',
    'reports/loop-a',
    'reports/a.csv\0.txt',
    '\0',
    'reports/\0/../../etc/passwd',
    '\\\\server\\share\\x.csv',
    '\\\\?\\C:\\x.csv',
    '//server/share/x.csv',
    'C:\\Windows\\win.ini',
    'file:///etc/passwd',
    '..\\..\\etc\\passwd',
    '%2e%2e/%2e%2e/etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '~/x.csv',
    '~root/x.csv',
    '$HOME/x.csv',
    ' /etc/passwd',
    '....//....//etc/passwd',
    '．．/etc/passwd',
    '/proc/self/environ',
    '/dev/zero',
    'REPORTS/../sigma.yaml',
    `${'../'.repeat(500)}etc/passwd`,
    'x/'.repeat(900),
  ]
}
