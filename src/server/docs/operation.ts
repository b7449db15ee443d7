import { html, type Markup } from '../../report/markup.ts'
import { table } from '../../report/page.ts'
import { follow, type Json, list, type Operation, object } from '../operations.ts'
import { line, paragraphs, sample } from './prose.ts'
import { fieldTable, schemaBody, typeOf } from './schemas.ts'

/** An operation of the contract as it stands in the document. */
export interface Described extends Operation {
  json: Json
  tag: string
}

/** An operation: a line that opens to what it takes, what it answers, and an example of both. */
export function operationEntry(document: Json, operation: Described): Markup {
  const { id, method, path, json } = operation
  const summary = String(json.summary ?? '')
  return html`<details class="op" data-words="${[method, path, id, summary, operation.tag].join(' ').toLowerCase()}">
<summary><h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></h3> <span>${line(summary)}</span></summary>
<div id="${id}">
<p class="note"><a href="#${id}">${id}</a></p>
${paragraphs(json.description)}
${parameterTable(document, operation)}
${bodySection(document, operation)}
<h4>Answers</h4>
${answerTable(document, operation)}
${exampleSection(document, operation)}
</div></details>
`
}

function parameterTable(document: Json, { id, path, json }: Described): Markup | null {
  const item = object(object(document.paths)[path])
  const found = [...list(item.parameters), ...list(json.parameters)].map(
    (entry) => follow(document, object(entry), '').value,
  )
  if (found.length === 0) return null
  const fields = found.map(({ name, in: place, schema, required, description }) => ({
    name: String(name),
    required: required === true,
    schema: {
      ...object(schema),
      description: [`in the ${String(place)}`, description].filter(Boolean).join(': '),
    },
  }))
  return html`<h4>Parameters</h4>${fieldTable(`Parameters of ${id}`, fields)}`
}

function bodySection(document: Json, { id, json, bodyRequired }: Described): Markup | null {
  if (json.requestBody === undefined) return null
  const { value } = follow(document, object(json.requestBody), '')
  const schema = object(mediaOf(value, 'application/json').schema)
  const whole = follow(document, schema, '').value
  return html`<h4>Body</h4><p>JSON, ${bodyRequired ? 'required' : 'may be left out'}: ${typeOf(schema)}</p>${schemaBody(`Body of ${id}`, whole)}`
}

function answerTable(document: Json, { id, json }: Described): Markup {
  const answers = Object.entries(object(json.responses)).map(([status, entry]) => {
    const { value } = follow(document, object(entry), '')
    return { status, value }
  })
  return table(
    `Answers of ${id}`,
    [
      {
        title: 'Status',
        cell: ({ status }) => (status === 'default' ? html`<a href="#errors">4xx, 5xx</a>` : status),
      },
      {
        title: 'Body',
        cell: ({ value }) =>
          html`${Object.entries(object(value.content)).map(
            ([media, content]) =>
              html`<div>${media === 'application/json' ? typeOf(object(object(content).schema)) : media}</div>`,
          )}`,
      },
      { title: 'Meaning', wrap: true, cell: ({ value }) => String(value.description ?? '') },
    ],
    answers,
  )
}

function exampleSection(document: Json, { method, path, json }: Described): Markup {
  const body = mediaOf(follow(document, object(json.requestBody), '').value, 'application/json').example
  const good = Object.entries(object(json.responses)).find(([status]) => /^[23]/.test(status))
  const answer = object(follow(document, object(good?.[1]), '').value.content)
  const [media, content] = Object.entries(answer).find(([each]) => each === 'application/json') ??
    Object.entries(answer)[0] ?? ['', {}]
  const { example } = object(content)
  const address = `http://localhost:8001${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}`
  const call = [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} ${address}`,
    ...(body === undefined
      ? []
      : ["-H 'content-type: application/json'", `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
  ].join(' \\\n  ')
  return html`<h4>Example</h4>${sample(call)}${
    example === undefined ? null : html`<p class="note">answers ${good?.[0]}, ${media}</p>${sample(example)}`
  }`
}

function mediaOf(value: Json, media: string): Json {
  return object(object(value.content)[media])
}
