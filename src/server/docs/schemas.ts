import { html, type Markup } from '../../report/markup.ts'
import { table } from '../../report/page.ts'
import { type Json, list, object } from '../operations.ts'
import { line } from './prose.ts'

// Schemas of the contract as a reader wants them: a type in a few words, and the fields of an object as a table.

const prefix = '#/components/schemas/'

/** The type of a value in a few words; what has a name of its own is a link to it. */
export function typeOf(schema: Json): Markup {
  const { $ref, anyOf, allOf, type, items, additionalProperties: values } = schema
  if (typeof $ref === 'string') return link($ref.slice(prefix.length))
  if (Array.isArray(anyOf))
    return joined(
      anyOf.map((each) => typeOf(object(each))),
      ' or ',
    )
  if (Array.isArray(allOf))
    return joined(
      allOf.map((each) => typeOf(object(each))),
      ' and ',
    )
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`
  const choices = list(schema.enum)
  if (choices.length > 0)
    return joined(
      choices.map((each) => html`<code>${String(each)}</code>`),
      ', ',
    )
  const types = [type ?? []].flat().map(String)
  const words = types.map((each) => {
    if (each === 'array') return html`list of ${items === undefined ? 'anything' : typeOf(object(items))}`
    if (each === 'object' && typeof values === 'object') return html`object of ${typeOf(object(values))}`
    return html`${each}`
  })
  return html`${words.length === 0 ? 'anything' : joined(words, ' or ')}${limits(schema)}`
}

function link(name: string): Markup {
  return html`<a href="#schema-${name}">${name}</a>`
}

function joined(parts: readonly Markup[], between: string): Markup {
  return html`${parts.map((part, i) => (i === 0 ? part : html`${between}${part}`))}`
}

/** What a value must keep to, beside its type. */
function limits({ format, pattern, minimum, maximum, ...schema }: Json): Markup | null {
  const {
    exclusiveMinimum: above,
    exclusiveMaximum: below,
    minItems,
    maxItems,
    minLength,
    maxLength,
  } = schema
  const parts = [
    format !== undefined && String(format),
    minimum !== undefined && `≥ ${String(minimum)}`,
    above !== undefined && `> ${String(above)}`,
    maximum !== undefined && `≤ ${String(maximum)}`,
    below !== undefined && `< ${String(below)}`,
    minItems !== undefined && `at least ${String(minItems)}`,
    maxItems !== undefined && `at most ${String(maxItems)}`,
    minLength !== undefined && `length ≥ ${String(minLength)}`,
    maxLength !== undefined && `length ≤ ${String(maxLength)}`,
    pattern !== undefined && `like ${String(pattern)}`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? html` <small>${parts.join(', ')}</small>` : null
}

interface NamedField {
  name: string
  schema: Json
  required: boolean
}

/** The fields of an object as a table, those of the schemas that it adds to by a link; other schemas by their type. */
export function schemaBody(caption: string, schema: Json): Markup {
  const parts = schema.allOf === undefined ? [schema] : list(schema.allOf).map(object)
  const bases = parts.filter(({ $ref }) => typeof $ref === 'string')
  const fields = parts.flatMap(fieldsOf)
  return html`${schema.description === undefined ? null : html`<p>${line(schema.description)}</p>`}${
    bases.length > 0
      ? html`<p>All of ${joined(bases.map(typeOf), ' and ')}${fields.length > 0 ? ', and:' : '.'}</p>`
      : null
  }${fields.length > 0 ? fieldTable(caption, fields) : bases.length > 0 ? null : html`<p>${typeOf(schema)}</p>`}`
}

function fieldsOf({ properties, required }: Json): NamedField[] {
  const needed = list(required)
  return Object.entries(object(properties)).map(([name, schema]) => ({
    name,
    schema: object(schema),
    required: needed.includes(name),
  }))
}

export function fieldTable(caption: string, fields: readonly NamedField[]): Markup {
  return table(
    caption,
    [
      {
        title: 'Field',
        cell: ({ name, required }) =>
          html`<code>${name}</code>${required ? html` <small>required</small>` : null}`,
      },
      { title: 'Type', wrap: true, cell: ({ schema }) => typeOf(schema) },
      {
        title: 'Default',
        cell: ({ schema }) =>
          schema.default === undefined ? '' : html`<code>${JSON.stringify(schema.default)}</code>`,
      },
      { title: 'Meaning', wrap: true, cell: ({ schema }) => line(schema.description) },
    ],
    fields,
  )
}

/** Every named schema, below an anchor of its own. */
export function schemaList(document: Json): Markup {
  return html`${Object.entries(object(object(document.components).schemas)).map(
    ([
      name,
      schema,
    ]) => html`<details class="schema"><summary><h3>${name}</h3></summary><div id="schema-${name}">${schemaBody(`Fields of ${name}`, object(schema))}</div></details>
`,
  )}`
}
