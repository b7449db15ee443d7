/** The field when it was given: an absent one must not hide a default. */
export function given<Name extends string, T>(name: Name, value: T | undefined): { [Key in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: T })
}
