import type { Globals } from '../globals.ts'
import { annotation, isAnnotated } from './annotations.ts'
import { wrap } from './format.ts'
import { showInPager } from './pager.ts'
import { type Paint, painter } from './paint.ts'
import { inCi, logLine, type ProgressLine, progressLine } from './progress.ts'
import { type Column, pickColumns, type Row, renderTable } from './table.ts'

export interface ListOptions {
  columns: Column[]
  /** The next step, for a list that is empty. */
  whenEmpty: string
}

/** Options of commands that print lists. */
export interface ListFlags {
  columns?: string
  sort?: string
  csv?: boolean
  spreadsheet?: boolean
}

/** Where a command's answer goes: JSON or text to standard output, everything else to standard error. */
export class Output {
  readonly paint: Paint
  readonly #globals: Globals
  readonly #stdout: NodeJS.WriteStream
  readonly #stderr: NodeJS.WriteStream

  constructor(globals: Globals, stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream) {
    this.#globals = globals
    this.#stdout = stdout
    this.#stderr = stderr
    this.paint = painter(globals.color && !process.env.NO_COLOR && stdout.isTTY === true)
  }

  get json(): boolean {
    return this.#globals.json === true || this.#globals.jsonl === true
  }

  get isTerminal(): boolean {
    return this.#stdout.isTTY === true
  }

  get width(): number {
    // Not told, or 0 by a terminal that does not know.
    return this.#stdout.columns || 100
  }

  /** The whole answer: as JSON when asked for, else as `text` tells it. */
  answer(body: unknown, text: () => string): void {
    if (this.json) this.line(JSON.stringify(body, null, this.#globals.jsonl ? 0 : 2))
    else this.line(text())
  }

  /** An answer with rows: a table on a terminal, tab-separated elsewhere, or JSON, JSON lines or CSV when asked for. */
  list(
    body: { ok?: true; rows: readonly Row[]; total?: number; next_offset?: number | null },
    options: ListOptions,
    flags: ListFlags = {},
  ): void {
    if (this.#globals.jsonl) {
      for (const row of body.rows) this.line(JSON.stringify(row))
      return
    }
    if (this.#globals.json) {
      this.line(JSON.stringify(body, null, 2))
      return
    }
    if (body.rows.length === 0 && !flags.csv) {
      this.line(options.whenEmpty)
      return
    }
    const columns = pickColumns(options.columns, flags)
    const format = flags.csv ? 'csv' : this.isTerminal ? 'table' : 'tabs'
    let leftOut: string[] = []
    const text = renderTable(body.rows, columns, {
      format,
      forSpreadsheet: flags.spreadsheet ?? false,
      width: this.width,
      paint: this.paint,
      sort: flags.sort,
      onLeftOut: (titles) => {
        leftOut = titles
      },
    })
    if (format !== 'table' || !this.#page(text)) this.line(text)
    if (leftOut.length > 0)
      this.note(wrap(`no room for ${leftOut.join(', ')}; --columns chooses`, this.width, '  '))
    if (body.total !== undefined && body.total > body.rows.length && format === 'table') {
      const more = body.next_offset == null ? '' : `; the next page: --offset ${body.next_offset}`
      this.note(`${body.rows.length} of ${body.total}${more}`)
    }
  }

  /** Shows a text that is longer than the terminal in a pager. Whether it did: nothing was shown otherwise. */
  #page(text: string): boolean {
    const { rows } = this.#stdout
    if (this.#globals.pager === false || rows === undefined || text.split('\n').length < rows) return false
    return showInPager(text, process.env.PAGER)
  }

  /** Rows as a table inside a text for people. */
  table(rows: readonly Row[], columns: Column[]): string {
    return renderTable(rows, columns, { format: 'table', width: this.width, paint: this.paint })
  }

  /** A line of the answer. */
  line(text: string): void {
    this.write(`${text}\n`)
  }

  /** A part of the answer, as it comes. */
  write(text: string): void {
    this.#stdout.write(text)
  }

  /** A hint or a remark beside the answer; silent under --quiet and --json. */
  note(text: string): void {
    if (!this.#globals.quiet && !this.json) this.#stderr.write(`${text}\n`)
  }

  /** A fault or a verdict that a hosted runner shows beside the job: only inside one, and never with an answer as data. */
  annotate(level: 'error' | 'warning', title: string, message: string): void {
    if (!this.json && isAnnotated(process.env)) this.#stderr.write(`${annotation(level, title, message)}\n`)
  }

  /** Something that the user must know whatever the format. */
  warn(text: string): void {
    this.#stderr.write(`${text}\n`)
  }

  /** Shows that something is being done until it is, on a terminal only. */
  async during<Result>(message: string, result: Promise<Result>): Promise<Result> {
    const line = await this.progress()
    try {
      line.update({ done: 0, total: 1, message })
      return await result
    } finally {
      line.stop()
    }
  }

  /** Whether there is somebody to show progress to: at a terminal, or in front of the log of CI; never with --json. */
  get showsProgress(): boolean {
    if (this.#globals.quiet || this.json) return false
    // A terminal that has not been told its size has no columns: a spinner would count its lines for ever.
    return this.#stderr.isTTY === true ? this.#stderr.columns !== 0 : inCi(process.env)
  }

  /** A line that shows what is being done, on a terminal; in CI a line of the log now and then; never with --json. */
  progress(): Promise<ProgressLine> {
    if (!this.showsProgress) return progressLine(undefined)
    const isColoured = this.#globals.color && !process.env.NO_COLOR
    if (this.#stderr.isTTY === true) return progressLine(this.#stderr, isColoured)
    // A log of CI is no terminal, but somebody waits in front of it.
    return Promise.resolve(logLine((text) => this.warn(text)))
  }
}
