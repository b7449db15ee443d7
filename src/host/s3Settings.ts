import type { S3Server } from '../artifacts/s3Location.ts'
import { define } from './settingDefinition.ts'
import { address, flag, type Reader, text, wholeNumber, withoutCredentials } from './settingReaders.ts'

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const PART = /^(?!\.{1,2}$)[\w!.*'()-]+$/

/** A week is the most that a signature is good for. */
const longestLink = 604_800

const httpAddress = address(/^https?:\/\//i)

const endpoint = withoutCredentials(httpAddress, 'credentials come from AWS_ACCESS_KEY_ID and the like')

/** Parts of a key with slashes between them, as `team/research`, however it begins and ends. */
const prefix: Reader<string> = (value) => {
  const parts = typeof value === 'string' ? value.split('/').filter(Boolean) : []
  return typeof value === 'string' && parts.every((part) => PART.test(part))
    ? { value: parts.map((part) => `${part}/`).join('') }
    : { issue: "expected letters, digits and !-_.*'() with slashes between them" }
}

function matching(shape: RegExp, issue: string): Reader<string> {
  return (value) => {
    const read = text(value)
    return 'value' in read && !shape.test(read.value) ? { issue } : read
  }
}

export const s3Settings = {
  s3_bucket: define<string | undefined>({
    env: ['SIGMA_S3_BUCKET'],
    yaml: 's3.bucket',
    read: matching(BUCKET, 'expected the name of a bucket: 3 to 63 of a-z, 0-9, dots and dashes'),
    fallback: undefined,
    use: 'bucket that files of runs are stored in (default: .sigma/artifacts)',
  }),
  s3_endpoint: define<string | undefined>({
    env: ['SIGMA_S3_ENDPOINT'],
    yaml: 's3.endpoint',
    read: endpoint,
    fallback: undefined,
    use: "server of the S3 kind that has the bucket (default: Amazon's)",
  }),
  s3_region: define<string | undefined>({
    env: ['SIGMA_S3_REGION', 'AWS_REGION', 'AWS_DEFAULT_REGION'],
    yaml: 's3.region',
    read: matching(/^[a-z0-9-]+$/, 'expected a region such as eu-central-1'),
    fallback: undefined,
    use: 'region of the bucket',
  }),
  s3_prefix: define<string>({
    env: ['SIGMA_S3_PREFIX'],
    yaml: 's3.prefix',
    read: prefix,
    fallback: '',
    use: 'what the keys of all objects begin with',
  }),
  s3_force_path_style: define<boolean | undefined>({
    env: ['SIGMA_S3_FORCE_PATH_STYLE'],
    yaml: 's3.force_path_style',
    read: flag,
    fallback: undefined,
    use: 'whether the bucket is in the path, not in the name of the host (default: where an endpoint is set)',
  }),
  s3_presign: define<number | undefined>({
    env: ['SIGMA_S3_PRESIGN'],
    yaml: 's3.presign',
    read: wholeNumber(1, longestLink),
    fallback: undefined,
    use: 'seconds that links to objects are good for (default: none are given)',
  }),
}

interface S3Choice {
  s3_bucket: string | undefined
  s3_endpoint: string | undefined
  s3_region: string | undefined
  s3_force_path_style: boolean | undefined
}

/** The server and bucket that were chosen; undefined where files stay in the workspace. */
export function s3Server(settings: S3Choice): S3Server | undefined {
  const { s3_bucket: bucket, s3_endpoint, s3_region: region, s3_force_path_style } = settings
  if (bucket === undefined) return undefined
  return {
    bucket,
    endpoint: s3_endpoint,
    // Servers of one's own have no regions, and signatures need one.
    region: region ?? (s3_endpoint === undefined ? undefined : 'us-east-1'),
    pathStyle: s3_force_path_style ?? s3_endpoint !== undefined,
  }
}
