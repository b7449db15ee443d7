import { thousands } from '../../core/thousands.ts'
import { firstCitations, nounOf } from '../records/addresses.ts'
import { failuresOf } from '../records/failure.ts'
import { findRecord, findSweep } from '../records/findRecord.ts'
import { chosenBy, recordId } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { type Citation, defineTool, rowLimit, type ToolContext } from '../tool.ts'

const explained: Citation = {
  path: 'docs/guide/getting-started.md#the-reasons-of-a-gate',
  title: 'The reasons of a gate',
}

/** Of how many runs, the newest, the templates count verdicts and reasons. */
const mostCounted = 10_000

/** Why gates did not pass runs. */
export const dbGateFailures = defineTool({
  name: 'db.gate_failures',
  description:
    'Tells why backtests did not pass their gate: of one run each limit with what was observed and required, of many how often each reason was. Take it for "why did this fail".',
  params: {
    run_id: recordId.optional().describe('one backtest'),
    sweep_id: recordId.optional().describe('the variants of one sweep'),
    model_id: chosenBy.model_id,
    pack_id: chosenBy.pack_id,
    risk_profile: chosenBy.risk_profile,
    limit: rowLimit(5, 20),
  },
  async run({ limit, ...chosen }, context) {
    const [verdicts, reasons, failed] = await Promise.all([
      askTemplate(context, 'gate_verdicts', chosen),
      askTemplate(context, 'gate_reasons', chosen),
      askTemplate(context, 'gate_failures', { ...chosen, limit }),
    ])
    const countOf = (pass: boolean) => Number(verdicts.find(({ gate_pass }) => gate_pass === pass)?.runs ?? 0)
    const [passed, notPassed] = [countOf(true), countOf(false)]
    const note = await noteOn(passed + notPassed, chosen, context)
    return {
      result: {
        passed,
        failed: notPassed,
        reasons,
        rows: failed.map(({ gate, ...row }) => ({ ...row, failures: failuresOf(gate) })),
        ...(note !== undefined && { note }),
      },
      citations: [
        ...firstCitations(
          'backtest',
          failed.map(({ run_id }) => run_id),
        ),
        explained,
      ],
    }
  },
})

/** Why nothing was judged, or that more was than is counted. @throws NOT_FOUND for a run or sweep that there is not */
async function noteOn(
  judged: number,
  { run_id, sweep_id }: { run_id?: string; sweep_id?: string },
  context: ToolContext,
): Promise<string | undefined> {
  if (judged >= mostCounted) return `counted are the newest ${thousands(mostCounted)} alone`
  if (judged > 0) return undefined
  if (sweep_id !== undefined) await findSweep(context, sweep_id)
  if (run_id === undefined) return 'no gate has judged a backtest of these'
  const { kind, row } = await findRecord(context, run_id)
  return `no gate has judged it: it is a ${nounOf(kind)}, which is ${row.status}`
}
