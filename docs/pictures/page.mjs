// Makes report.png: the page of a real run's report, as Chromium shows it. After `npm run build`; see `npm run pictures`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (browser === undefined) throw new Error('there is no Chromium on this machine (Debian package chromium)')

function run(program, argv, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, argv, { cwd, encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  return stdout
}

const folder = mkdtempSync(join(tmpdir(), 'sigma-pictures-'))
try {
  const { report } = JSON.parse(
    run(process.execPath, [join(root, 'bin', 'sigma.js'), 'quickstart', '.', '--json'], folder),
  )
  const picture = join(root, 'docs', 'pictures', 'report.png')
  run(
    browser,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'browser')}`,
      '--window-size=1000,1150',
      `--screenshot=${picture}`,
      pathToFileURL(report).href,
    ],
    folder,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
