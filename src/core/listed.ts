const named = 5

/** Some names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - named
  return more > 0 ? `${names.slice(0, named).join(', ')} and ${more} more` : names.join(', ')
}
