import { firstCitations, type RecordKind } from '../records/addresses.ts'
import { failuresOf } from '../records/failure.ts'
import { chosenBy, recordId } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { type Citation, defineTool, rowLimit } from '../tool.ts'

const explained: Citation = {
  path: 'docs/guide/getting-started.md#the-reasons-of-a-gate',
  title: 'The reasons of a gate',
}

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
    const kind: RecordKind = 'backtest'
    return {
      result: {
        passed: countOf(true),
        failed: countOf(false),
        reasons,
        rows: failed.map(({ gate, ...row }) => ({ ...row, failures: failuresOf(gate) })),
      },
      citations: [
        ...firstCitations(
          kind,
          failed.map(({ run_id }) => run_id),
        ),
        explained,
      ],
    }
  },
})
