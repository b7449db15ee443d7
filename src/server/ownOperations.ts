import type { ProposedOperations } from '../assistant/parts.ts'
import openapi from '../contract/generated/openapi.json' with { type: 'json' }
import type { Parts } from '../services/parts.ts'
import { operationsOf } from './carryOut.ts'
import { proposedOperations } from './proposedOperations.ts'
import type { ServedRequest } from './route.ts'

/** Those of whoever runs this process, who needs no token. */
export function ownOperations(parts: Parts, server: ServedRequest['server']): ProposedOperations {
  const asker = { id: parts.newId(), ip: '127.0.0.1', headers: {}, server, caller: null }
  return proposedOperations(parts, operationsOf(openapi, parts).byName, asker)
}
