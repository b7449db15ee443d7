import { SigmaError } from '../../core/errors.ts'
import { receiverFault, shownReceiver } from '../receiver.ts'
import { s3Server } from '../s3Settings.ts'
import { variablesOf } from '../settings.ts'
import { type Check, type Finding, ok } from './check.ts'

export const polygonKey: Check = {
  name: 'polygon key',
  needed: false,
  needs: 'a key of polygon.io, for bars of the source polygon alone',
  variables: variablesOf('polygon_api_key'),
  fix: 'set POLYGON_API_KEY to build from Polygon; sample, synthetic, csv: and parquet: need none',
  look({ settings }) {
    if (settings.polygon_api_key !== undefined) return ok('set; whether it is valid, the first build tells')
    return { ...ok('not set: models whose source is polygon need one'), next: polygonKey.fix }
  },
}

const s3Names = [
  's3_bucket',
  's3_endpoint',
  's3_region',
  's3_prefix',
  's3_force_path_style',
  's3_presign',
] as const
const s3Variables = s3Names.flatMap((name) => variablesOf(name)).filter(isS3)

function isS3(name: string): boolean {
  return name.startsWith('SIGMA_S3_')
}

export const s3: Check = {
  name: 's3',
  needed: false,
  needs: 'a bucket that can be listed, where one is set; none for files in the workspace',
  variables: s3Variables,
  fix: 'do what the finding says; docs/guide/object-storage.md has every variable and right',
  async look({ settings, env }) {
    const unknown = Object.keys(env).filter(
      (name) => isS3(name) && env[name] !== '' && !s3Variables.includes(name),
    )
    if (unknown.length > 0) return s3Warning(`${unknown.sort().join(', ')}: there is no such setting`)
    const server = s3Server(settings)
    if (server === undefined) {
      return settings.s3_endpoint === undefined
        ? ok('not set: files are kept in .sigma/')
        : s3Warning('SIGMA_S3_ENDPOINT without SIGMA_S3_BUCKET: files are kept in .sigma/')
    }
    try {
      const { lookAtBucket } = await import('../../artifacts/s3.ts')
      await lookAtBucket(server, settings.s3_prefix)
      return ok(`s3://${server.bucket}/${settings.s3_prefix} at ${server.endpoint ?? 'Amazon'} answers`)
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      return { status: 'warn', message: error.message, next: error.next ?? s3.fix }
    }
  },
}

const s3Warning = (message: string): Finding => ({ status: 'warn', message, next: s3.fix })

export const notifications: Check = {
  name: 'notifications',
  needed: false,
  needs:
    'a receiver by https or on this machine, and a secret to sign with, where one is set; none tells nobody',
  variables: (['notify_url', 'notify_secret', 'notify_events', 'notify_allow_http'] as const).flatMap(
    (name) => variablesOf(name),
  ),
  fix: 'do what the finding says; docs/guide/notifications.md has every setting',
  look({ settings }) {
    const { notify_url: url, notify_secret: secret, notify_events: events } = settings
    const warning = (message: string): Finding => ({ status: 'warn', message, next: notifications.fix })
    if (url === undefined)
      return secret === undefined
        ? ok('not set: nobody is told of sweeps that end')
        : warning('SIGMA_NOTIFY_SECRET without notify.url: nobody is told of anything')
    const fault = receiverFault(settings)
    if (fault !== undefined) return warning(`notify.url ${fault}`)
    if (secret === undefined)
      return warning('SIGMA_NOTIFY_SECRET is not set: what is to be told is only kept')
    return ok(`${shownReceiver(url)} is told of ${events.join(', ')}`)
  },
}
