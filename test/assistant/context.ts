import type { AssistantParts } from '../../src/assistant/parts.ts'
import type { ToolContext } from '../../src/assistant/tool.ts'
import { openParts } from '../../src/host/openParts.ts'
import { openingSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

export interface TestContext extends ToolContext {
  workspace: string
  close(): Promise<void>
}

/** What a tool is called with, over a workspace of its own. Nothing can be proposed in it. */
export async function testContext(change: Partial<AssistantParts> = {}): Promise<TestContext> {
  const workspace = temporaryFolder()
  const { parts, close } = await openParts({
    workspace,
    settings: await openingSettings(workspace),
    threads: 1,
  })
  const operations: AssistantParts['operations'] = {
    check: async () => {},
    refusal: async () => undefined,
    carryOut: async () => {
      throw new Error('a tool that looks things up carries nothing out')
    },
  }
  return {
    workspace,
    close,
    parts: { ...parts, operations, ...change },
    signal: new AbortController().signal,
    allowsExecution: false,
  }
}
