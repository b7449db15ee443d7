import { describe, expect, it } from 'vitest'
import { s3Failure } from '../../src/artifacts/s3Failure.ts'

const server = { bucket: 'research', endpoint: 'http://127.0.0.1:9000', region: 'us-east-1', pathStyle: true }

/** An error as the client throws it for an answer. */
const answered = (name: string, status: number): Error =>
  Object.assign(new Error('AKIAEXAMPLE is not so'), { name, $metadata: { httpStatusCode: status } })

const failed = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code })

describe('a failure of S3', () => {
  it.each([
    [answered('NoSuchBucket', 404), 'has no bucket research', 'SIGMA_S3_BUCKET'],
    [answered('InvalidAccessKeyId', 403), 'does not accept', 'AWS_ACCESS_KEY_ID'],
    [answered('ExpiredToken', 400), 'does not accept', 'AWS_ACCESS_KEY_ID'],
    [answered('AccessDenied', 403), 'refuses access', 'object-storage.md'],
    [answered('PermanentRedirect', 301), 'another region', 'SIGMA_S3_REGION'],
    [answered('AuthorizationHeaderMalformed', 400), 'another region', 'SIGMA_S3_REGION'],
    [answered('SlowDown', 503), 'answers 503 (SlowDown)', 'again later'],
    [answered('EntityTooLarge', 400), 'answers 400 (EntityTooLarge)', 'again later'],
    [failed('ECONNREFUSED'), 'ECONNREFUSED', 'SIGMA_S3_ENDPOINT'],
    [failed('EAI_AGAIN'), 'EAI_AGAIN', 'SIGMA_S3_ENDPOINT'],
    [failed('ERR_TLS_CERT_ALTNAME_INVALID'), 'ERR_TLS', 'SIGMA_S3_ENDPOINT'],
    [failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'UNABLE_TO', 'SIGMA_S3_ENDPOINT'],
    [failed('CERT_HAS_EXPIRED'), 'CERT_HAS_EXPIRED', 'SIGMA_S3_ENDPOINT'],
    [new Error('aborted'), 'aborted', 'SIGMA_S3_ENDPOINT'],
  ])('tells %o with what to do', (error, message, next) => {
    const told = s3Failure(server, error)
    expect(told).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    })
    expect(`${told}`, 'what the server says stays out').not.toContain('AKIAEXAMPLE')
  })

  it('tells a region that is not known as a fault of the settings', () => {
    expect(s3Failure(server, new Error('Region is missing'))).toMatchObject({
      code: 'INVALID_PARAM',
      next: expect.stringContaining('SIGMA_S3_REGION'),
    })
  })

  it('passes on what is a fault of Sigma', () => {
    const bug = new TypeError('undefined is not a function')
    expect(s3Failure(server, bug)).toBe(bug)
    expect(s3Failure(server, 'text')).toBe('text')
    for (const code of ['ERR_INVALID_ARG_TYPE', 'EISDIR']) {
      const error = failed(code)
      expect(s3Failure(server, error)).toBe(error)
    }
  })
})
