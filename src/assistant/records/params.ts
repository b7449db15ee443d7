import { z } from 'zod'
import { unstorable } from '../templates/bind.ts'

const name = z
  .string()
  .min(1)
  .max(200)
  // SQLite's driver would end the text there, and PostgreSQL takes none.
  .refine((text) => !unstorable.test(text), 'has a character that no name has')

/** By which records are chosen. */
export const chosenBy = {
  model_id: name.optional().describe('only of this model'),
  pack_id: name.optional().describe('only of this pack'),
  tag: name.optional().describe('only with this tag'),
  risk_profile: z
    .enum(['conservative', 'balanced', 'aggressive'])
    .optional()
    .describe('only judged by this profile'),
}

export const recordId = name.describe('the id of a run, as lists show it')
