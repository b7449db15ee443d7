import type { Output } from '../output/output.ts'
import type { Answered } from './answer.ts'
import type { AskEvent, Proposal } from './events.ts'

/** Shows an answer as it comes: what it says on standard output, what it looks at beside it. */
export class ShownAnswer {
  readonly #output: Output
  #isAtStart = true

  constructor(output: Output) {
    this.#output = output
  }

  add(event: AskEvent): void {
    if (event.type === 'token') this.#write(plain(event.text))
    else if (event.type === 'tool_call') {
      this.#endLine()
      this.#output.note(
        this.#output.paint.dim(`· ${plain(event.tool)} ${plain(JSON.stringify(event.params))}`),
      )
    }
  }

  /** What stands below the answer: where it comes from, and what could be done. */
  end({ answer, citations, proposal }: Answered): void {
    this.#endLine()
    const sources = citations.map(
      ({ path, title }) => `  ${plain(path)}  ${this.#output.paint.dim(plain(title))}`,
    )
    if (sources.length > 0) this.#output.line(['', 'Sources:', ...sources].join('\n'))
    const lines = proposal ? proposalLines(proposal, answer.includes(proposal.command)) : []
    if (lines.length > 0) this.#output.line(['', ...lines].join('\n'))
  }

  #write(text: string): void {
    if (text === '') return
    this.#output.write(text)
    this.#isAtStart = text.endsWith('\n')
  }

  #endLine(): void {
    if (!this.#isAtStart) this.#write('\n')
  }
}

/** @param isSaid whether the answer has named the command already */
function proposalLines({ summary, command, make }: Proposal, isSaid: boolean): string[] {
  return [
    ...(isSaid ? [] : [`${plain(summary)}:`, `  ${plain(command)}`]),
    ...(make === undefined ? [] : ['As the Makefile of old had it:', `  ${plain(make)}`]),
  ]
}

/** The request that is to be confirmed, whole: what is not seen, or turns around what is, by its number. */
export function requestLines({ rest: { method, path, body } }: Proposal): string {
  return `${plain(method)} ${plain(path)}\n${JSON.stringify(body, null, 2).replace(unseen, numbered)}`
}

/** Controls, and signs that show as nothing or change the order of others; not the tab and the end of a line. */
const unseen = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** As JSON may have it, which is of two numbers beyond the first 65,536 signs. */
const numbered = (sign: string): string =>
  Array.from(
    { length: sign.length },
    (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')

/** Without what a terminal would take as a command: files and rows that are quoted may hold anything. */
export function plain(text: string): string {
  return text.replace(unseen, '')
}
