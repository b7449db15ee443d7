import { Writable } from 'node:stream'

/** A terminal's stream as a question draws on it: of the same size, and without colours where none are wanted. */
export function promptStream(
  terminal: NodeJS.WriteStream,
  isColoured: boolean,
): NodeJS.WritableStream & { columns: number; isTTY: boolean } {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      const text = String(chunk)
      terminal.write(isColoured ? text : text.replace(colours, ''), () => done())
    },
  })
  return Object.assign(stream, { columns: terminal.columns || 80, rows: terminal.rows, isTTY: true })
}

/** Sequences that set colour or weight; those that move the cursor end in other letters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the escape character
const colours = /\u001b\[[\d;]*m/g
