import type { DocumentText } from '../../services/documents.ts'
import { anchorsOfPage } from './anchors.ts'

/** A part of a document that is found on its own: in Markdown what stands below a heading, else the whole file. */
export interface Section {
  /** The file, and behind `#` the heading's anchor where there is one: `docs/guide/sweeps.md#a-trial-alone`. */
  path: string
  /** The title of the document. */
  page: string
  /** The same once more where the section is the whole document, or its beginning. */
  heading: string
  /** Without the heading. */
  text: string
}

/** How a section is called where it is shown: by its document and its heading. */
export function titleOf({ page, heading }: Section): string {
  return heading.startsWith(page) ? heading : `${page}: ${heading}`
}

export function sectionsOf(document: DocumentText): Section[] {
  return document.path.endsWith('.md') ? markdownSections(document) : [yamlSection(document)]
}

function markdownSections({ path, text }: DocumentText): Section[] {
  const anchorOf = anchorsOfPage()
  const sections: Section[] = []
  let page: string | undefined
  let heading: string | undefined
  let lines: string[] = []
  let fence: string | undefined

  function end(): void {
    const body = lines.join('\n').trim()
    lines = []
    const anchor = heading === undefined ? '' : `#${anchorOf(heading)}`
    const plain = heading === undefined ? nameOf(path) : withoutMarks(heading)
    if (heading !== undefined) page ??= plain
    // A heading right above the next one has nothing to quote.
    if (body !== '') {
      sections.push({ path: `${path}${anchor}`, page: page ?? plain, heading: plain, text: body })
    }
  }

  for (const line of text.split(/\r?\n/)) {
    const [, mark] = /^ {0,3}(```+|~~~+)/.exec(line) ?? []
    if (fence === undefined) fence = mark
    else if (mark?.startsWith(fence)) fence = undefined
    const [, next] = (fence === undefined && /^#{1,6} +(.+?)(?: +#+)?\s*$/.exec(line)) || []
    if (next === undefined) {
      lines.push(line)
      continue
    }
    end()
    heading = next
  }
  end()
  return sections
}

/** A heading as it is read: links by their text, without backticks and stars. */
function withoutMarks(heading: string): string {
  return heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '')
}

const kinds = new Map([
  ['indicator_sets', 'Indicator set'],
  ['model_configs', 'Model'],
  ['model_templates', 'Template'],
  ['policy_templates', 'Policy'],
])

/** A file of a pack: `packs/PACK/pack.yaml` or `packs/PACK/FOLDER/NAME.yaml`. */
function yamlSection({ path, text }: DocumentText): Section {
  const [, pack, folder] = path.split('/')
  const kind = kinds.get(folder)
  const title = kind === undefined ? `Pack ${pack}` : `${kind} ${nameOf(path)} of the pack ${pack}`
  return { path, page: title, heading: title, text: text.trim() }
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.\w+$/, '')
}
