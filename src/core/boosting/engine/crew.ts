import type { Arena } from './arena.ts'
import { type KernelName, type Kernels, kernelNames } from './kernels.ts'

/** Tasks of one kernel, that may be done in any order and by any thread. */
export interface Work {
  kernel: KernelName
  /** Where the fit's record lies. */
  fit: number
  /** Where the first task's record lies, how long each is, and how many there are. */
  tasks: number
  taskBytes: number
  count: number
  /** Where the memory of the first lane lies, and how much each has. */
  scratch: number
  scratchBytes: number
  /** A rough number of nanoseconds that one thread would take. */
  effort: number
}

/** Threads that do tasks together; `run` returns when all are done. */
export interface Crew {
  readonly lanes: number
  run(work: Work): void
}

/** The caller alone. */
export function serialCrew(kernels: Kernels): Crew {
  return {
    lanes: 1,
    run({ kernel, fit, tasks, taskBytes, count, scratch }) {
      const step = kernels[kernel]
      for (let task = 0; task < count; task++) step(fit, tasks + task * taskBytes, scratch)
    },
  }
}

/** Nanoseconds of work below which waking other threads costs more than it saves. */
export const smallestShared = 60_000

/** The caller as lane 0, and the threads that serve the board as lanes 1 and up. */
export function sharedCrew(kernels: Kernels, board: Board, lanes: number): Crew {
  const alone = serialCrew(kernels)
  return {
    lanes,
    run(work) {
      if (work.count === 1 || work.effort < smallestShared) return alone.run(work)
      board.post(work, lanes)
      board.work(kernels, 0)
      board.waitForLanes(lanes)
    },
  }
}

/** Bytes at the start of an arena in which work is posted to the threads that share it. */
export const boardBytes = 1024

const [kernelField, fitField, tasksField, taskBytesField, countField, scratchField, scratchBytesField] = [
  0, 1, 2, 3, 4, 5, 6,
]
/** The next task that nobody has taken; in a line of the cache of its own. */
const nextField = 16
const firstMailbox = 32
/** Words of a mailbox: whether its lane listens, the last work it was told of, and the last that it has done. */
const mailboxWords = 16
const [listens, told, done] = [0, 1, 2]

/** Lanes that a board has room for, the caller's own included. */
export const mostLanes = 1 + (boardBytes / 4 - firstMailbox) / mailboxWords

/** Looks this often before it sleeps: waking costs some 50 microseconds, and most steps of a fit take less. */
const looks = 10_000

/** Where a thread posts work for others, and they say when it is done. */
export class Board {
  private readonly words: Int32Array
  private number = 0

  constructor(arena: Arena) {
    this.words = arena.int32(0, boardBytes / 4)
  }

  /** Posts work and tells the lanes that listen by now; a lane still starting is not waited for. */
  post(work: Work, lanes: number): void {
    const { words } = this
    words[kernelField] = kernelNames.indexOf(work.kernel)
    words[fitField] = work.fit
    words[tasksField] = work.tasks
    words[taskBytesField] = work.taskBytes
    words[countField] = work.count
    words[scratchField] = work.scratch
    words[scratchBytesField] = work.scratchBytes
    Atomics.store(words, nextField, 0)
    this.number = (this.number + 1) | 0
    for (let lane = 1; lane < lanes; lane++) {
      const box = mailbox(lane)
      if (Atomics.load(words, box + listens) === 0) continue
      Atomics.store(words, box + told, this.number)
      Atomics.notify(words, box + told)
    }
  }

  /** Takes tasks until none is left. */
  work(kernels: Kernels, lane: number): void {
    const { words } = this
    const step = kernels[kernelNames[words[kernelField]]]
    const scratch = words[scratchField] + lane * words[scratchBytesField]
    const fit = words[fitField]
    for (;;) {
      const task = Atomics.add(words, nextField, 1)
      if (task >= words[countField]) return
      step(fit, words[tasksField] + task * words[taskBytesField], scratch)
    }
  }

  /** Waits for the lanes that were told of the last work. */
  waitForLanes(lanes: number): void {
    const { words } = this
    for (let lane = 1; lane < lanes; lane++) {
      const box = mailbox(lane)
      const number = Atomics.load(words, box + told)
      waitWhile(words, box + done, (value) => value !== number)
    }
  }

  /** What another thread does for as long as it lives. */
  serve(kernels: Kernels, lane: number): never {
    const { words } = this
    const box = mailbox(lane)
    Atomics.store(words, box + listens, 1)
    for (let last = 0; ; ) {
      last = waitWhile(words, box + told, (value) => value === last)
      this.work(kernels, lane)
      Atomics.store(words, box + done, last)
      Atomics.notify(words, box + done)
    }
  }
}

const mailbox = (lane: number): number => firstMailbox + (lane - 1) * mailboxWords

/** The first value of a word for which the condition fails. */
function waitWhile(words: Int32Array, at: number, holds: (value: number) => boolean): number {
  for (let look = 0; look < looks; look++) {
    const value = Atomics.load(words, at)
    if (!holds(value)) return value
  }
  for (;;) {
    const value = Atomics.load(words, at)
    if (!holds(value)) return value
    Atomics.wait(words, at, value)
  }
}
