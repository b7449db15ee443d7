import { Command, Option } from 'commander'
import { readEvents } from '../../client/events.ts'
import type { AssistantRequest } from '../../contract/types.ts'
import { type View, views } from '../../contract/views.ts'
import { SigmaError } from '../../core/errors.ts'
import { type Answered, AnswerInParts, startedIds } from '../ask/answer.ts'
import { askEvent, type Proposal } from '../ask/events.ts'
import { requestLines, ShownAnswer } from '../ask/shown.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { follow } from '../follow.ts'
import { examples } from '../output/help.ts'

interface Options {
  model?: string
  pack?: string
  risk?: string
  matrix?: string
  view?: View
  execute?: boolean
}

/** Milliseconds. The server tells at least every fifteen seconds that it is there. */
const silence = 60_000

export function ask(context: CliContext): Command {
  return new Command('ask')
    .argument('<question...>', 'what you want to know, in your words')
    .option('--model <id>', 'the model that is meant where the question names none')
    .option('--pack <id>', 'the pack that is meant')
    .option('--risk <profile>', 'the risk profile that is meant')
    .option('--matrix <sha>', 'the matrix that is meant')
    .addOption(new Option('--view <name>', 'what you are working on').choices(views))
    .option('--execute', 'have done what is proposed, once you have seen the request and agreed')
    .addHelpText(
      'after',
      '\nAnswers come from the runs, reports and documents of the workspace, with where each was found. Nothing is started without --execute, a switch that an administrator sets (sigma admin flags), and your yes.',
    )
    .addHelpText(
      'after',
      examples(
        'sigma ask "what is an embargo?"',
        'sigma ask "top 3 runs of spx_eq_swing_daily by sharpe" --json',
        'sigma ask why did the last backtest fail its gate --model spx_eq_swing_daily',
      ),
    )
    .action(async (words: string[], options: Options) => {
      const body = requestOf(words, options)
      if (shownOnly(context, { method: 'POST', path: '/assistant/query', body })) return
      const answered = await answer(context, body)
      const { proposal } = answered
      const started = options.execute && proposal ? await carriedOut(context, body, proposal) : undefined
      if (context.globals.jsonl || !context.output.json) return
      const { confirmation: _, ...shown } = proposal ?? {}
      context.output.answer(
        {
          ok: true,
          ...answered,
          ...(proposal && { proposal: shown }),
          ...(started && { started: started.started }),
        },
        () => '',
      )
    })
}

function requestOf(
  words: readonly string[],
  { model, pack, risk, matrix, view, execute }: Options,
): AssistantRequest {
  const before = { model_id: model, pack_id: pack, risk_profile: risk, matrix_sha: matrix, view }
  const isGiven = Object.values(before).some((value) => value !== undefined)
  return {
    message: words.join(' '),
    ...(isGiven && { context: before }),
    ...(execute && { allow_execute: true }),
  }
}

/** Asks, and shows the answer as it comes. */
async function answer(context: CliContext, body: AssistantRequest): Promise<Answered> {
  const { output, globals } = context
  const stream = await context.ask((client) =>
    client.POST('/assistant/query', { body, parseAs: 'stream', headers: { Accept: 'text/event-stream' } }),
  )
  const parts = new AnswerInParts()
  const shown = output.json ? undefined : new ShownAnswer(output)
  if (!stream) return parts.end()
  for await (const { data } of readEvents(stream, silence)) {
    if (globals.jsonl) output.line(JSON.stringify(data, withoutConfirmation))
    const event = askEvent(data)
    if (!event) continue
    parts.add(event)
    shown?.add(event)
  }
  const answered = parts.end()
  shown?.end(answered)
  return answered
}

/** Lines are kept in logs, and read by others; what confirms a proposal is for this command alone. */
const withoutConfirmation = (name: string, value: unknown): unknown =>
  name === 'confirmation' ? undefined : value

/** Has done what is proposed, once the person at the terminal has seen the request, or `--yes` answered for them. */
async function carriedOut(
  context: CliContext,
  { message }: AssistantRequest,
  proposal: Proposal,
): Promise<Answered> {
  const { output, globals } = context
  const { confirmation, why_not: why, summary, look_at_it: lookAtIt } = proposal
  if (confirmation === undefined) {
    throw new SigmaError('FORBIDDEN', `nothing was done: ${why ?? 'the server offers no confirmation'}`, {
      next: `run it yourself: ${proposal.command}`,
    })
  }
  if (!output.json) output.line(`\nThe request:\n${requestLines(proposal)}`)
  // A word that was given before it was there is none on what nobody has looked at.
  const isConfirmed = globals.yes === true && lookAtIt === undefined
  if (!isConfirmed && !(await agrees(context, summary))) {
    const reason =
      globals.yes && lookAtIt !== undefined ? `--yes is not enough, since ${lookAtIt}` : undefined
    throw new SigmaError('CONFLICT', `nothing was done: ${reason ?? 'it was not confirmed'}`, {
      next: `${reason === undefined ? 'add --yes, or run' : 'look at it, and run'} it yourself: ${proposal.command}`,
    })
  }
  const answered = await answer(context, { message, allow_execute: true, confirmation })
  // A server inside this process ends with it, and with that what it does.
  for (const id of startedIds(answered.started)) await follow(context, proposal.kind, id)
  return answered
}

async function agrees({ output }: CliContext, summary: string): Promise<boolean> {
  if (output.json || !process.stdin.isTTY) return false
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message: `${summary}?`, default: false })
}
