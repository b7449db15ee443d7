import { z } from 'zod'
import type { Tool } from '../tool.ts'
import type { ToolDeclaration } from './languageModel.ts'

/** Providers take no dots in a name: `docs.search` is `docs__search` to a model. */
export const nameForModel = (name: string): string => name.replaceAll('.', '__')

/** The name of a tool that a model means, whether or not there is one. */
export const nameOfTool = (name: string): string => name.replaceAll('__', '.')

export const declarationOf = ({ name, description, params }: Tool): ToolDeclaration => ({
  name: nameForModel(name),
  description,
  parameters: parametersOf(params),
})

/** JSON Schema of what a tool is called with: what has a default need not be given. */
export function parametersOf(params: z.ZodObject): ToolDeclaration['parameters'] {
  const { $schema: _version, type: _object, ...schema } = z.toJSONSchema(params, { io: 'input' })
  return { type: 'object', ...schema }
}
