import { option, type Target } from '../target.ts'
import type { Variables } from '../variables.ts'

const mock = 'the stand-in for the API has gone: sigma serve is the real one, and needs no key on the sample'
const wiki = 'it kept the wiki of the old repository, which Sigma does not have'
const frontend = 'it worked on the old web page in edge_ui, which is not part of Sigma'

const tested = ({ get, or }: Variables): string[] => [
  or('INDICATOR', 'rsi'),
  ...option('--start', get('START')),
  ...option('--end', get('END')),
]

const oneOfThem = 'it shows one indicator, on the sample bars; INDICATOR=name chooses it'

/** What helped the developers of the old repository: some have a near command, the others say why they are gone. */
export const helpers: readonly Target[] = [
  {
    name: 'test-indicators',
    requires: ['START', 'END'],
    command: 'indicators test',
    note: oneOfThem,
    words: tested,
  },
  {
    name: 'test-indicators-csv',
    requires: ['START', 'END'],
    command: 'indicators test',
    note: `${oneOfThem}; off a terminal the values are separated by tabs`,
    words: tested,
  },
  { name: 'docs-help', command: '--help' },
  { name: 'docs-indicators-ref', command: 'indicators list' },
  { name: 'lab-ui', command: 'dashboard', note: 'the page comes from sigma serve, so that must run' },
  {
    name: 'lab-dev',
    command: 'serve',
    note: 'one server has the API and the page, at /ui',
    words: () => ['--port', '8001'],
  },
  { name: 'lab-dev-stop', gone: 'nothing was left running: sigma serve stops at Ctrl-C' },
  { name: 'lab-ui-install', gone: 'there is nothing to install: sigma serve brings its own page, at /ui' },
  { name: 'lab-mock-install', gone: mock },
  { name: 'lab-mock*', gone: mock },
  {
    name: 'import-catalog',
    gone: 'its script and its table of indicators are not part of Sigma, which has its own: sigma indicators',
  },
  { name: 'docs-index', gone: 'it wrote the index of the old repository; Sigma has docs/guide' },
  { name: 'docs-preview', gone: 'it served the pages of the old repository; those of Sigma are plain files' },
  { name: 'ui-compare-cards', gone: frontend },
  { name: 'ui-fe*', gone: frontend },
  { name: 'wiki-*', gone: wiki },
]
