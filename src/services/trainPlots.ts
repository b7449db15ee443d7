import type { Importance, Reliability, TrainPlots } from '../contract/types.ts'

/** Pictures of what a training found out about its model; those of what it does not know are absent. */
export async function trainPlots(
  model: string,
  { importance, reliability }: { importance?: Importance; reliability?: Reliability },
): Promise<TrainPlots> {
  const { drawImportance, drawReliability } = await import('../report/trainPlots.ts')
  const held = importance?.held_out
  return {
    ...(importance && { importance: await drawImportance(model, importance.features, held ?? null) }),
    ...(reliability && { reliability: await drawReliability(model, reliability.classes, reliability.basis) }),
  }
}
