// Loaded before the command: makes a pipe pass for a terminal, so that a test sees what is drawn on one.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const drawn = () => true
  Object.assign(process.stderr, {
    isTTY: true,
    columns: 120,
    clearLine: drawn,
    cursorTo: drawn,
    moveCursor: drawn,
  })
}
