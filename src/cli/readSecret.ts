import { text } from 'node:stream/consumers'
import { Interrupted } from './interrupted.ts'

const enter = new Set(['\r', '\n', '\u0004'])
const erase = new Set(['\u007f', '\b'])

/** A secret from standard input: typed unseen on a terminal, else all that is piped in, without white space around it. */
export async function readSecret(question: string): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return (await text(stdin)).trim()
  stderr.write(`${question}: `)
  stdin.setRawMode(true)
  try {
    return await typed(stdin)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

async function typed(stdin: NodeJS.ReadStream): Promise<string> {
  let secret = ''
  stdin.setEncoding('utf8')
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    // A paste comes as one chunk.
    for (const key of String(chunk)) {
      if (enter.has(key)) return secret.trim()
      if (key === '\u0003')
        throw new Interrupted('nothing was kept', 'run the same command to start it again')
      secret = erase.has(key) ? secret.slice(0, -1) : secret + key
    }
  }
  return secret.trim()
}
