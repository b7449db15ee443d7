import type { Payload, ProposedOperations } from '../assistant/parts.ts'
import { operations } from '../contract/generated/operations.ts'
import type { OperationId } from '../contract/operations.ts'
import { mayDo } from '../services/apiTokens.ts'
import { isFlagOn } from '../services/flags.ts'
import type { Parts } from '../services/parts.ts'
import { scopeOf } from './guard/scopes.ts'
import { HeldReply } from './heldReply.ts'
import type { OtherOperations } from './otherOperations.ts'
import { toBacktestRequest, toSweepRequest, toTrainRequest } from './requests.ts'
import type { ServedRequest } from './route.ts'
import { toBuildRequest } from './routes/matrix.ts'
import { refuseUnreadable } from './unreadable.ts'

/** A method, so that each may take the body of its own operation: it was checked before. */
type Reading = { read(body: unknown): unknown }['read']

/** What an operation makes of its body: fields that can't stand together are refused by that. */
const readings = new Map<OperationId, Reading>([
  ['buildMatrix', toBuildRequest],
  ['createBacktest', toBacktestRequest],
  ['startSweep', toSweepRequest],
  ['trainModel', toTrainRequest],
])

/** The operations that a request to the assistant may propose, as its own caller may have them. */
export function proposedOperations(
  parts: Parts,
  others: OtherOperations,
  { id, ip, headers, server, caller }: Pick<ServedRequest, 'id' | 'ip' | 'headers' | 'server' | 'caller'>,
): ProposedOperations {
  const asked = (operation: OperationId, payload: Payload): ServedRequest => ({
    ...{ id, ip, server, caller, body: payload, params: {}, query: {} },
    method: operations[operation].method,
    url: operations[operation].path,
    // It is answered once it has begun: what it comes to is followed by its id.
    headers: { 'user-agent': headers['user-agent'], prefer: 'respond-async' },
  })
  return {
    async check(operation, payload) {
      const request = asked(operation, payload)
      refuseUnreadable(request)
      await others.check(operation, request)
      readings.get(operation)?.(payload)
    },
    async refusal(operation) {
      if (!(await isFlagOn(parts, 'assistant_execute'))) {
        return 'the switch assistant_execute is off: an administrator sets it, by sigma admin flags set assistant_execute on'
      }
      const scope = scopeOf(operation)
      // A server inside a command asks nobody who they are.
      if (caller === null || scope === null || mayDo(caller.scopes, scope)) return undefined
      return `the token may ${caller.scopes.join(', ')}, and this needs ${scope}`
    },
    async carryOut(operation, payload) {
      const answer = await others.carryOut(operation, asked(operation, payload), new HeldReply())
      return { ...(answer as object) }
    },
  }
}
