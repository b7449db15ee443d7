import { z } from 'zod'
import { SigmaError } from '../core/errors.ts'
import type { CliContext } from './context.ts'

const asked = z.object({ confirmation: z.string() })

/**
 * Sends a request that the server has confirmed: the first answer says with which text. Whoever is at a terminal is asked,
 * and `--yes` answers for who is not.
 *
 * @param what what is done, as in `change the quotas of ann`
 * @throws CONFLICT, as the server says it, where nobody confirms it
 */
export async function confirmed<Answer>(
  { globals, output }: CliContext,
  what: string,
  send: (headers: Record<string, string>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send({})
  } catch (error) {
    const details =
      error instanceof SigmaError && error.code === 'CONFLICT' ? asked.safeParse(error.details) : null
    if (!details?.success) throw error
    if (!globals.yes && !(process.stdin.isTTY && !output.json && (await agrees(what)))) {
      throw new SigmaError('CONFLICT', `to ${what} has to be confirmed`, { next: 'add --yes', cause: error })
    }
    return send({ 'X-Confirmation': details.data.confirmation })
  }
}

async function agrees(what: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message: `Really ${what}?`, default: false })
}
