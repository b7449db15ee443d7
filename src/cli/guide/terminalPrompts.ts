import { checkbox, input, search, select } from '@inquirer/prompts'
import { promptStream } from './promptStream.ts'
import { Back, type Choice, Left, type Prompts } from './prompts.ts'

/** How a question is asked: where it is drawn, and what ends it. */
interface Asking {
  output: NodeJS.WritableStream
  signal: AbortSignal
  /** Whether it is wiped off the screen when it ends. */
  clearPromptOnDone: boolean
}

/** Asks one question. @throws Back, Left */
type Ask = <Answer>(question: (asking: Asking) => Promise<Answer>) => Promise<Answer>

/**
 * Asks on the terminal, drawn on standard error, so that standard output holds answers alone. Esc goes back, and so does
 * the word back where a text is typed. Ctrl-C leaves, and so does the end of the input.
 */
export function terminalPrompts(signal: AbortSignal, isColoured: boolean): Prompts {
  const ask: Ask = (question) => askOnce(signal, isColoured, question)
  const theme = { style: { keysHelpTip } }
  return {
    select: (message, choices, earlier) =>
      ask((asking) =>
        select({ message, choices: described(choices), default: earlier, theme, loop: false }, asking),
      ),
    search: (message, choices, earlier) =>
      ask((asking) =>
        search(
          { message, source: (words) => described(found(choices, words)), default: earlier, theme },
          asking,
        ),
      ),
    pick: (message, choices, earlier) =>
      ask((asking) =>
        checkbox(
          {
            message,
            choices: choices.map(({ value, name }) => ({
              value,
              name,
              short: String(value),
              checked: earlier.includes(value),
            })),
            theme,
            loop: false,
          },
          asking,
        ),
      ),
    async text({ message, earlier, fault }) {
      const text = await ask((asking) =>
        input(
          { message, default: earlier, validate: (typed) => isBack(typed) || (fault(typed.trim()) ?? true) },
          asking,
        ),
      )
      if (isBack(text)) throw new Back()
      return text.trim()
    },
  }
}

const isBack = (text: string): boolean => text.trim().toLowerCase() === 'back'

function described<Value>(choices: readonly Choice<Value>[]) {
  return choices.map(({ value, name, about: description }) => ({ value, name, description }))
}

/** Choices that hold every word, in whatever order. */
function found(choices: readonly Choice<string>[], words = ''): Choice<string>[] {
  const sought = words.toLowerCase().split(/[\s,]+/)
  return choices.filter(({ name, about = '' }) => {
    const text = `${name} ${about}`.toLowerCase()
    return sought.every((word) => text.includes(word))
  })
}

function keysHelpTip(keys: [key: string, action: string][]): string {
  return [...keys, ['esc', 'back'], ['ctrl-c', 'stop']].map((pair) => pair.join(' ')).join(', ')
}

async function askOnce<Answer>(
  signal: AbortSignal,
  isColoured: boolean,
  question: (asking: Asking) => Promise<Answer>,
): Promise<Answer> {
  const goBack = new AbortController()
  const leave = new AbortController()
  const asking: Asking = {
    output: promptStream(process.stderr, isColoured),
    signal: AbortSignal.any([signal, goBack.signal, leave.signal]),
    clearPromptOnDone: false,
  }
  const onKey = (_: unknown, key: { name?: string } | undefined): void => {
    if (key?.name !== 'escape') return
    // A question that was not answered would stand above the one before.
    asking.clearPromptOnDone = true
    goBack.abort()
  }
  const onEnd = (): void => leave.abort()
  process.stdin.on('keypress', onKey).on('end', onEnd)
  try {
    return await question(asking)
  } catch (error) {
    if (goBack.signal.aborted) throw new Back()
    if (signal.aborted || leave.signal.aborted || isExit(error)) throw new Left()
    throw error
  } finally {
    process.stdin.off('keypress', onKey).off('end', onEnd)
  }
}

/** What a question ends with at Ctrl-C. */
const isExit = (error: unknown): boolean => error instanceof Error && error.name === 'ExitPromptError'
