import { z } from 'zod'
import { proposedKinds } from '../parts.ts'
import { propose, proposeToDo } from '../proposals/propose.ts'
import { defineTool } from '../tool.ts'

export const proposalParams = {
  kind: z.enum(proposedKinds),
  payload: z
    .record(z.string(), z.unknown())
    .describe('the body of the request, as the contract has it: model_id, start, end, thresholds, sweep, …'),
}

/** Checks a request, and tells how it is sent. */
export const pipelineSuggest = defineTool({
  name: 'pipeline.suggest',
  description:
    'Checks a request to build, train, backtest or sweep against the contract, and shows it as a command, as a request and, where there was one, as a line of make. Nothing is started.',
  params: proposalParams,
  async run({ kind, payload }, context) {
    const proposal = await (context.allowsExecution ? proposeToDo : propose)(context, kind, payload)
    const { make, rest, command } = proposal
    return {
      result: { ...(make !== undefined && { make }), rest, command },
      citations: [{ path: `docs/commands/${kind}.md`, title: `sigma ${kind}` }],
      proposal,
    }
  },
})
