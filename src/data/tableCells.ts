/** Texts of a preview are cut behind so many characters: what is longer nobody reads in a table. */
export const longestCell = 500
