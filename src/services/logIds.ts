import { AsyncLocalStorage } from 'node:async_hooks'

/** What is being done, by the ids that lines of the log tell of it. */
export interface LogIds {
  request_id?: string
  job_id?: string
  sweep_id?: string
  run_id?: string
}

const none: LogIds = {}

const ids = new AsyncLocalStorage<LogIds>()

export function currentIds(): LogIds {
  return ids.getStore() ?? none
}

/** Does something under more ids, and all that it goes on to: a job that a request starts has the id of the request too. */
export function withIds<Result>(more: LogIds, act: () => Result): Result {
  return ids.run({ ...currentIds(), ...more }, act)
}
