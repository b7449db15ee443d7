import type { Parts } from '../services/parts.ts'
import { define } from './settingDefinition.ts'
import { flag, wholeNumber } from './settingReaders.ts'

const quota = wholeNumber(0, 1_000_000)

/** How much each user may do, where an administrator has not said otherwise. */
export const quotaSettings = {
  quotas_enforce: define<boolean>({
    env: ['SIGMA_QUOTAS_ENFORCE'],
    yaml: 'quotas.enforce',
    read: flag,
    fallback: false,
    use: 'whether the limits of users are kept to',
  }),
  quotas_sweeps_per_day: define<number>({
    env: ['SIGMA_QUOTAS_SWEEPS_PER_DAY'],
    yaml: 'quotas.sweeps_per_day',
    read: quota,
    fallback: 10,
    use: 'new sweeps of a user in a day (UTC)',
  }),
  quotas_sweeps_concurrent: define<number>({
    env: ['SIGMA_QUOTAS_SWEEPS_CONCURRENT'],
    yaml: 'quotas.sweeps_concurrent',
    read: quota,
    fallback: 2,
    use: 'sweeps of a user that run at once; others wait',
  }),
  quotas_train_per_day: define<number>({
    env: ['SIGMA_QUOTAS_TRAIN_PER_DAY'],
    yaml: 'quotas.train_per_day',
    read: quota,
    fallback: 20,
    use: 'new trainings of a user in a day (UTC)',
  }),
  quotas_train_concurrent: define<number>({
    env: ['SIGMA_QUOTAS_TRAIN_CONCURRENT'],
    yaml: 'quotas.train_concurrent',
    read: quota,
    fallback: 2,
    use: 'trainings of a user that run at once; others wait',
  }),
}

type QuotaSettings = { [Name in keyof typeof quotaSettings]: (typeof quotaSettings)[Name]['fallback'] }

export function quotasOf(settings: QuotaSettings): Parts['quotas'] {
  return {
    enforce: settings.quotas_enforce,
    limits: {
      sweepsPerDay: settings.quotas_sweeps_per_day,
      sweepsConcurrent: settings.quotas_sweeps_concurrent,
      trainPerDay: settings.quotas_train_per_day,
      trainConcurrent: settings.quotas_train_concurrent,
    },
  }
}
