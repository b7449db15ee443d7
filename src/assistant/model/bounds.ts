/** How much an answer with a model may take. */
export interface ModelBounds {
  /** Times that the model is asked. */
  rounds: number
  /** Tools that are called. */
  calls: number
  /** Characters of parameters that a call may have. */
  paramsLength: number
  /** Characters of all results that the model is given. */
  resultsLength: number
  /** Characters of the answer. */
  answerLength: number
  /** Milliseconds in which nothing comes of the model. */
  idleMs: number
  /** Milliseconds until the end of the answer. */
  totalMs: number
}

export const modelBounds: ModelBounds = {
  rounds: 8,
  calls: 16,
  paramsLength: 50_000,
  resultsLength: 200_000,
  answerLength: 20_000,
  idleMs: 30_000,
  totalMs: 180_000,
}
