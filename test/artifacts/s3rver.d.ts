declare module '@20minutes/s3rver' {
  /** A server of the S3 kind that keeps its objects in a folder. Its only user is S3RVER, with S3RVER as the secret. */
  export default class S3rver {
    constructor(options: {
      address: string
      port: number
      directory: string
      silent: boolean
      allowMismatchedSignatures?: boolean
      configureBuckets: { name: string }[]
    })
    callback(): import('node:http').RequestListener
    configureBuckets(): Promise<unknown>
  }
}
