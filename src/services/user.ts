import { AsyncLocalStorage } from 'node:async_hooks'

/** Whoever uses a workspace without a token. */
export const localUser = 'local'

const user = new AsyncLocalStorage<string>()

/** Who asks for what is being done: all that a request starts is its user's. */
export function currentUser(): string {
  return user.getStore() ?? localUser
}

/** Does something as a user, and all that it goes on to. */
export function asUser<Result>(userId: string, act: () => Result): Result {
  return user.run(userId, act)
}
