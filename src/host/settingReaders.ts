/** What the text or the YAML value of a setting means, or what is wrong with it. */
type Read<T> = { value: T } | { issue: string }

/** Readers of settings are plain functions: to load a library for them would take longer than most commands. */
export type Reader<T> = (value: unknown) => Read<T>

/** Text that is not empty. */
export const text: Reader<string> = (value) => {
  if (typeof value !== 'string') return expected('string', value)
  return value === '' ? { issue: 'Too small: expected string to have >=1 characters' } : { value }
}

/** A number, or a text that is one, within bounds that are included. */
export function number(least: number, most = Number.POSITIVE_INFINITY): Reader<number> {
  return (given) => {
    const value = Number(given)
    if (!Number.isFinite(value)) return { issue: `Invalid input: expected number, received ${value}` }
    if (value < least) return { issue: `Too small: expected number to be >=${least}` }
    return value > most ? { issue: `Too big: expected number to be <=${most}` } : { value }
  }
}

/** The same for numbers without decimals. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  const within = number(least, most)
  return (given) => {
    const value = Number(given)
    return Number.isFinite(value) && !Number.isInteger(value)
      ? { issue: 'Invalid input: expected int, received number' }
      : within(value)
  }
}

/** An address that begins as told. */
export function address(beginning: RegExp): Reader<string> {
  return (given) => {
    if (typeof given !== 'string') return expected('string', given)
    const value = given.trim()
    return beginning.test(value) && URL.canParse(value) ? { value } : { issue: 'Invalid URL' }
  }
}

/** An address that has no name and no password in it. @param instead where they belong */
export function withoutCredentials(read: Reader<string>, instead: string): Reader<string> {
  return (given) => {
    const one = read(given)
    if (!('value' in one)) return one
    const { username, password } = new URL(one.value)
    return username === '' && password === '' ? one : { issue: `holds a name or a password: ${instead}` }
  }
}

/** A truth value, of a YAML file or in the words of an environment variable. */
export const flag: Reader<boolean> = (value) => {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (word === true || word === '1' || word === 'true' || word === 'yes' || word === 'on')
    return { value: true }
  if (word === false || word === '0' || word === 'false' || word === 'no' || word === 'off')
    return { value: false }
  return { issue: 'Invalid input: expected true or false' }
}

/** A list of folders, or a text of them with colons between. */
export const folders: Reader<string[]> = (value) => {
  if (typeof value === 'string' && value !== '') return { value: value.split(':').filter(Boolean) }
  return isListOfTexts(value) ? { value } : { issue: 'Invalid input' }
}

/** One of some words. */
export function oneOf<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (given) => {
    const value = words.find((word) => word === given)
    return value === undefined
      ? { issue: `expected ${words.join(', ')}, got ${JSON.stringify(given)}` }
      : { value }
  }
}

function expected(type: string, value: unknown): { issue: string } {
  const received = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return { issue: `Invalid input: expected ${type}, received ${received}` }
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')
