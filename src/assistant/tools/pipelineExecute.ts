import { proposeToDo } from '../proposals/propose.ts'
import { defineTool } from '../tool.ts'
import { proposalParams } from './pipelineSuggest.ts'

/** Proposes what is to be done. Only a person has it done, by what confirms the proposal, which no model is shown. */
export const pipelineExecute = defineTool({
  name: 'pipeline.execute',
  description:
    'Proposes to start a build, training, backtest or sweep. The person who asks sees the exact request, and starts it by confirming it; this call starts nothing.',
  params: proposalParams,
  async run({ kind, payload }, context) {
    const proposal = await proposeToDo(context, kind, payload)
    const { rest, command, why_not } = proposal
    return {
      result: {
        started: false,
        ...{ rest, command },
        ...(why_not === undefined ? { waits_for: 'the asker, who confirms it' } : { why_not }),
      },
      citations: [{ path: `docs/commands/${kind}.md`, title: `sigma ${kind}` }],
      proposal,
    }
  },
})
