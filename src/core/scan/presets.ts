import type { Preset } from './preset.ts'
import breakout from './presets/breakout.ts'
import highMomentum from './presets/highMomentum.ts'
import meanRevert from './presets/meanRevert.ts'
import relativeStrength from './presets/relativeStrength.ts'
import squeeze from './presets/squeeze.ts'
import trend from './presets/trend.ts'

/** Every preset by the name that requests give it. */
export const presets = {
  breakout,
  meanrevert: meanRevert,
  trend,
  squeeze,
  rs: relativeStrength,
  highmomo: highMomentum,
} satisfies Record<string, Preset>

export type PresetName = keyof typeof presets
