/** One of what can be chosen. `about` is told of the one under the cursor. */
export interface Choice<Value> {
  value: Value
  name: string
  about?: string
}

interface TextQuestion {
  message: string
  earlier?: string
  /** What is wrong with a text, in words; undefined when nothing is. */
  fault(text: string): string | undefined
}

/** How a guided run asks. Each question may be left by `Back`, or by `Left` for good. */
export interface Prompts {
  /** One of a few. */
  select<Value extends string>(message: string, choices: Choice<Value>[], earlier?: Value): Promise<Value>
  /** One of many, found by what is typed. */
  search(message: string, choices: Choice<string>[], earlier?: string): Promise<string>
  /** Any number of them, none too. */
  pick(message: string, choices: Choice<number>[], earlier: readonly number[]): Promise<number[]>
  text(question: TextQuestion): Promise<string>
}

/** Whoever is asked wants the question before. */
export class Back extends Error {
  constructor() {
    super('back to the question before')
    this.name = 'Back'
  }
}

/** Whoever is asked wants no more questions. */
export class Left extends Error {
  constructor() {
    super('left at a question')
    this.name = 'Left'
  }
}

/** Asks one after the other. Back goes to the one before; from the first, out. */
export async function inOrder(questions: readonly (() => Promise<void>)[]): Promise<void> {
  for (let at = 0; at < questions.length; ) {
    try {
      await questions[at]()
      at++
    } catch (error) {
      if (!(error instanceof Back) || at === 0) throw error
      at--
    }
  }
}
