import type { QuestionContext } from '../question.ts'

/**
 * Something as a message that tells where it begins and ends, whatever text is in it: no `<` is left in it, so that it can't
 * write that end itself.
 *
 * @param most characters of it; what is longer is cut, and says so
 */
export function asData(source: string, value: unknown, most: number): string {
  const text = withoutMarks(value)
  const cut = text.length > most ? `\n[cut: ${most} of ${text.length} characters]` : ''
  return `<data from=${withoutMarks(source)}>\n${text.slice(0, most)}\n</data>${cut}`
}

const withoutMarks = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const mostContext = 8_000

/** What the asker has before them, as data: values of a form come from anywhere. */
export const contextAsData = (context: QuestionContext): string =>
  asData('the page that the asker has open', context, mostContext)
