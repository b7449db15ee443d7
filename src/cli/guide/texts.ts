import { InvalidArgumentError } from 'commander'

/** What is wrong with a text that the function of an option reads; undefined when nothing is. */
export function faultOf(read: (text: string) => unknown, text: string): string | undefined {
  try {
    read(text)
    return undefined
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.message
    throw error
  }
}
