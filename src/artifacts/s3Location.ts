import type { S3Place } from './s3Names.ts'

/** Which bucket of which server of the S3 kind is asked, and how. */
export interface S3Server {
  bucket: string
  /** Its address; Amazon's own for the region where undefined. */
  endpoint: string | undefined
  region: string | undefined
  /** Whether the bucket is a part of the path rather than of the host's name. */
  pathStyle: boolean
}

/** Where objects are, on which server. */
export type S3Location = S3Server & S3Place
