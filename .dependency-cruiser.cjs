// The layers of docs/decisions/0001-layers.md. Each rule names what a layer must not reach.
const only = (from, allowed, name) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [`^src/${from}/`, ...allowed.map((layer) => `^src/${layer}/`)] },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('core', [], 'core-imports-core-only'),
    only('contract', ['core'], 'contract-imports-core-only'),
    only('yaml', ['core'], 'yaml-imports-core'),
    only('data', ['core', 'yaml'], 'data-imports-core-and-yaml'),
    only('store', ['core', 'contract'], 'store-imports-core-and-contract'),
    only('artifacts', ['core'], 'artifacts-imports-core'),
    only('jobs', ['core', 'contract'], 'jobs-imports-core-and-contract'),
    only('packs', ['core', 'yaml'], 'packs-imports-core-and-yaml'),
    only('report', ['core'], 'report-imports-core'),
    only(
      'services',
      ['core', 'data', 'store', 'artifacts', 'jobs', 'packs', 'report', 'contract'],
      'services-meet-the-layers-below',
    ),
    only('assistant', ['services', 'store', 'core', 'contract'], 'assistant-imports-services-and-store'),
    only('server', ['services', 'assistant', 'contract', 'core', 'report'], 'server-imports-services'),
    {
      name: 'only-pages-import-report',
      severity: 'error',
      comment: 'routes draw reports by a service; the pages of the dashboard are written with the same parts',
      from: { path: '^src/server/', pathNot: '^src/server/(ui|docs)/' },
      to: { path: '^src/report/' },
    },
    only('client', ['contract', 'core'], 'client-imports-contract'),
    only(
      'host',
      [
        'server',
        'services',
        'assistant',
        'client',
        'core',
        'data',
        'store',
        'artifacts',
        'jobs',
        'packs',
        'report',
        'contract',
      ],
      'host-is-the-only-composition-root',
    ),
    {
      name: 'cli-imports-client-and-contract',
      severity: 'error',
      comment: 'host is reached by dynamic import only, so that --help loads no server',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/(cli|client|contract)/',
          '^src/core/(csvCell|errors|masking|nearest|thousands)',
          '^src/host/',
        ],
      },
    },
    {
      name: 'cli-loads-host-lazily',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/host/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'but for the build step that compiles the kernels',
      from: { path: '^src/core/', pathNot: '^src/core/webassembly/compile[.]mjs$' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
}
