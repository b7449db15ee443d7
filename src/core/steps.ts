/**
 * Work that takes long, in steps: at each `yield` whoever runs it may do something else, or give it up. A `yield` every
 * few milliseconds is often enough.
 */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** Does all steps at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
