/** How the user called Sigma: what npx started is on nobody's path. */
export function commandName(): string {
  return process.env.npm_command === 'exec' ? 'npx sigma' : 'sigma'
}
