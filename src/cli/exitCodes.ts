/** What a script learns from a command's end (docs/guide/exit-codes.md). */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  negative: 4,
  interrupted: 130,
} as const
