/** Words that rules turn on, and that people mistype. Short ones are no slips of anything. */
const known = [
  ...['backtest', 'backtests', 'sweep', 'sweeps', 'training', 'trainings', 'builds', 'matrix'],
  ...['running', 'failed', 'queued', 'canceled', 'finished', 'completed', 'interrupted'],
  ...['leaderboard', 'ranking', 'sharpe', 'return', 'returns', 'highest', 'threshold', 'thresholds'],
  ...['compare', 'difference', 'lineage', 'summary', 'newest', 'latest', 'signals', 'policy'],
]

/** `runnign` as `running`: words of letters alone that are one slip from one that the rules know. */
export function withoutSlips(text: string): string {
  return text
    .split(' ')
    .map((word) =>
      /^[a-z]{5,}$/.test(word) && !known.includes(word)
        ? (known.find((one) => isSlip(word, one)) ?? word)
        : word,
    )
    .join(' ')
}

/**
 * One letter too many, too few or another, or two that changed places; the first letter is right. An ending more or less
 * is another form of a word, and no slip.
 */
function isSlip(word: string, meant: string): boolean {
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > 1) return false
  let same = 0
  while (same < word.length && word[same] === meant[same]) same++
  const [left, right] = [word.slice(same), meant.slice(same)]
  if (left === '' || (right === '' && word.length > meant.length)) return meant === `${word}e`
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  )
}
