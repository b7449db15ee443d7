import type { Pack, Template as WireTemplate } from '../contract/types.ts'
import type { Template } from '../services/models.ts'

export const sourceOf = (origin: 'builtin' | 'workspace'): Pack['source'] =>
  origin === 'builtin' ? 'built-in' : 'workspace'

export function toWireTemplate(template: Template): WireTemplate {
  const { id, name, packId, horizon, cadence, version, description, tags } = template
  return {
    template_id: id,
    name,
    pack: packId,
    horizon,
    cadence,
    template_version: version,
    description,
    tags,
  }
}
