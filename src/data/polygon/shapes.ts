import { z } from 'zod'
import { dayNumber } from '../../core/bars/day.ts'

/** A day that exists, as `YYYY-MM-DD`. */
export const dayShape = z.string().refine((text) => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return match !== null && dayNumber(Number(match[1]), Number(match[2]), Number(match[3])) !== undefined
}, 'expected a date as YYYY-MM-DD')
