/** Bytes of a body. Requests may carry a policy, a config or an indicator set; data comes as a path, never in a body. */
export const bodyLimit = 1_000_000
