/** A text of at most so many characters; of a longer one the beginning, and how long it is. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  // No half of a character that takes two.
  const kept = text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
  return `${kept}… (cut: ${text.length} characters)`
}
