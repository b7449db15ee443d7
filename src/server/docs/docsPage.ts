import { errorCatalogue } from '../../contract/errors.ts'
import { plural } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'
import { table } from '../../report/page.ts'
import { type Json, list, object, readOperations } from '../operations.ts'
import { sitePage } from '../ui/sitePage.ts'
import { type Described, operationEntry } from './operation.ts'
import { paragraphs } from './prose.ts'
import { schemaList } from './schemas.ts'

/** The contract as a page: operations by tag, error codes and schemas. Its search is a script, and it is whole without. */
export function docsPage(document: Json): string {
  const { info, tags } = document
  const { title, version, description } = object(info)
  const operations = described(document)
  const groups = list(tags)
    .map(object)
    .map((tag) => ({ ...tag, name: String(tag.name), about: tag.description }))
    .map((tag) => ({ ...tag, operations: operations.filter((each) => each.tag === tag.name) }))
    .filter((tag) => tag.operations.length > 0)
  return sitePage({
    title: String(title),
    room: '/docs',
    lead: html`Version ${String(version)} · ${plural(operations.length, 'operation')} · <a href="/openapi.json">openapi.json</a>`,
    script: '/ui/assets/docs.js',
    body: html`${paragraphs(description)}
<div class="finder" hidden><label for="find">Find an operation</label><input class="search" id="find" type="search" autocomplete="off" spellcheck="false" placeholder="such as: sweep results"><p class="note" role="status" id="found"></p></div>
<nav class="contents" aria-label="Contents"><ul class="links">${groups.map(
      ({ name, operations: some }) =>
        html`<li><a href="#tag-${name}">${name}</a> <small>${some.length}</small></li>`,
    )}<li><a href="#errors">errors</a></li><li><a href="#schemas">schemas</a></li></ul></nav>
${groups.map(
  ({
    name,
    about,
    operations: some,
  }) => html`<section class="group" aria-labelledby="tag-${name}"><h2 id="tag-${name}">${name}</h2>
${about === undefined ? null : html`<p class="note">${String(about)}</p>`}
${some.map((each) => operationEntry(document, each))}</section>
`,
)}
<section aria-labelledby="errors"><h2 id="errors">Errors</h2>
<p>A failure has the body <a href="#schema-ErrorEnvelope">ErrorEnvelope</a>, with one of these codes.</p>
${errorTable()}</section>
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${schemaList(document)}</section>`,
  })
}

function described(document: Json): Described[] {
  return readOperations(document).map((operation) => {
    const json = object(object(object(document.paths)[operation.path])[operation.method])
    return { ...operation, json, tag: String(list(json.tags)[0] ?? '') }
  })
}

function errorTable(): Markup {
  return table(
    'Codes by status',
    [
      { title: 'Code', cell: ({ code }) => html`<code>${code}</code>` },
      { title: 'Status', number: true, cell: ({ status }) => String(status) },
      { title: 'Meaning', wrap: true, cell: ({ meaning }) => meaning },
      { title: 'What to do', wrap: true, cell: ({ remedy }) => remedy },
    ],
    Object.entries(errorCatalogue).map(([code, kind]) => ({ code, ...kind })),
  )
}
