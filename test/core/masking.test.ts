import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import openapi from '../../src/contract/generated/openapi.json' with { type: 'json' }
import {
  hidden,
  isSecretName,
  maskText,
  withoutSecretFields,
  withoutSecretValues,
} from '../../src/core/masking.ts'

const words = ['api token', 'secret', 'password', 'authorization', 'api key', 'access key', 'credential']
const others = ['aws secret access key', 'private key', 'client secret', 'refresh token', 'session cookie']

/** The spellings of a name of several words. */
function spellings(name: string): string[] {
  const parts = name.split(' ')
  const capital = (part: string) => part[0].toUpperCase() + part.slice(1)
  return [
    parts.join('_'),
    parts.join('-'),
    parts.join(''),
    parts.join('_').toUpperCase(),
    parts.map((part, index) => (index === 0 ? part : capital(part))).join(''),
    parts.map(capital).join(''),
    parts.map(capital).join('-'),
    `my_${parts.join('_')}_2`,
  ]
}

describe('the name of a field', () => {
  it.each([...words, ...others].flatMap(spellings))('%s is that of a secret', (name) => {
    expect(isSecretName(name)).toBe(true)
  })

  it('is no secret of what the contract has, but for a token, and how many a user has', () => {
    const names = new Set<string>()
    JSON.stringify(openapi, (key, value) => {
      if (key === 'properties') for (const name of Object.keys(value)) names.add(name)
      return value
    })
    expect(names.size).toBeGreaterThan(300)
    expect([...names].filter(isSecretName).sort()).toEqual(['token_once', 'tokens'])
  })

  it.each(['key', 'model_id', 'author', 'monkey', 'passed', 'pass', 'gate_pass', 'reason', 'keyboard'])(
    '%s is that of no secret',
    (name) => expect(isSecretName(name)).toBe(false),
  )
})

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789']
const secretText = fc.string({ unit: fc.constantFrom(...letters), minLength: 43, maxLength: 43 })
const jwtPart = secretText.map((text) => `eyJ${text}`)

/** Texts that look like a secret, with the part that is to be seen no more. */
const patterns: Record<string, fc.Arbitrary<[text: string, secret: string]>> = {
  'a bearer of a header': secretText.map((text) => [`Authorization: Bearer ${text}`, text]),
  'a bearer in small letters': secretText.map((text) => [`bearer   ${text}`, text]),
  'a basic header': secretText.map((text) => [`authorization: Basic ${text}==`, text]),
  'a token of Sigma': secretText.map((text) => [`sigma_${text}`, text]),
  "an id of one of Amazon's keys": secretText.map((text) => {
    const id = `AKIA${text.slice(0, 16).toUpperCase()}`
    return [id, id]
  }),
  'a token of GitHub': fc.tuple(fc.constantFrom(...'pousr'), secretText).map(([kind, text]) => {
    return [`gh${kind}_${text}`, text]
  }),
  'a token of GitHub for some of its repositories': secretText.map((text) => [
    `github_pat_${text.slice(0, 22)}_${text.slice(22)}`,
    text.slice(22),
  ]),
  'a key of a language model': secretText.map((text) => [`sk-${text}`, text]),
  'a key of a project of one': secretText.map((text) => [
    `sk-proj-${text.slice(0, 20)}-_${text.slice(20)}`,
    text.slice(20),
  ]),
  'a token of Slack': fc
    .tuple(fc.constantFrom(...'abprs'), secretText)
    .map(([kind, text]): [string, string] => [`xox${kind}-123456789012-${text}`, text]),
  'a hook of Slack': secretText.map((text) => [`https://hooks.slack.com/services/T012/B345/${text}`, text]),
  'a hook of Slack without its scheme': secretText.map((text) => [
    `hooks.slack.com/services/T012/B345/${text}`,
    text,
  ]),
  'a hook of Slack in JSON with slashes escaped': secretText.map((text) => [
    `hooks.slack.com\\/services\\/T012\\/B345\\/${text}`,
    text,
  ]),
  'a private key': secretText.map((text) => [
    `-----BEGIN RSA PRIVATE KEY-----\n${text}\n-----END RSA PRIVATE KEY-----`,
    text,
  ]),
  'a private key that was cut': secretText.map((text) => [`-----BEGIN PRIVATE KEY-----\n${text}`, text]),
  'a password in an address': secretText.map((text) => [`postgres://ann:${text}@db.example.org/x`, text]),
  'a JSON web token': fc
    .tuple(jwtPart, jwtPart, secretText)
    .map(([head, body, sign]): [string, string] => [`${head}.${body}.${sign}`, body]),
  'an assignment': secretText.map((text) => [`API_KEY=${text}`, text]),
  'JSON in a text': secretText.map((text) => [JSON.stringify({ clientSecret: text }), text]),
  'JSON in JSON in a text': secretText.map((text) => [
    JSON.stringify(JSON.stringify({ clientSecret: text })),
    text,
  ]),
}

describe('a text', () => {
  it.each(Object.entries(patterns))('shows nothing of %s, wherever it stands', (_, secrets) => {
    const around = fc.constantFrom('', ' ', '\n', 'see: ', '"', '(', 'é ', '] ')
    fc.assert(
      fc.property(secrets, around, around, ([text, secret], before, after) => {
        const masked = maskText(before + text + after)
        expect(masked).not.toContain(secret)
        expect(masked).toContain(hidden)
      }),
    )
  })

  it.each([
    'a Sharpe of 1.2 for spx_eq_swing_daily',
    'matrix_sha: 0f343b0931126a20f133d67c2b018a3b5d2f2f4c9d2b4c1e8a7d6c5b4a392817',
    'https://example.org/a?b=c',
    '2024-01-31T14:30:00.000Z',
    'sigma_lab, sigma.yaml and sigma_models',
    'eyJ is how a base64 of an object begins',
    'key: value',
    'a risk-adjusted-return-over-many-years of disk-space-that-is-left-for-it',
    'ghp_short, sk-learn, xoxo and hooks.slack.com',
  ])('stays as it is without one: %s', (text) => {
    expect(maskText(text)).toBe(text)
  })

  it('is masked once: what is masked stays so', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), ...Object.values(patterns).map((one) => one.map(([text]) => text))),
        (text) => {
          const masked = maskText(text)
          expect(maskText(masked)).toBe(masked)
        },
      ),
    )
  })

  it.each([
    'token',
    'tokentoken=',
    'eyJ',
    '.eyJ',
    '://',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    'Bearer ',
    'authorization: basic ',
    'sigma_',
    'AKIA',
    'ghp_',
    'github_pat_',
    'sk-',
    ' sk-',
    'xoxb-',
    'hooks.slack.com/services/',
    'hooks.slack.com\\/services\\/',
    'a ',
    ' ',
    'a="',
    'secret:',
    '\\"token\\" : \\"',
  ])('of a million times %j is masked soon', (piece) => {
    // A pattern that takes the square of the length would take hours.
    maskText(piece.repeat(Math.ceil(1_000_000 / piece.length)))
  })
})

describe('the fields of a line', () => {
  it.each([...words, ...others].flatMap(spellings))(
    'show nothing under %s, however deep it stands',
    (name) => {
      const fields = { [name]: 'x', list: [{ inner: { [name]: ['x'] } }, 'stays'], status: 200 }
      expect(withoutSecretFields(fields)).toEqual({
        [name]: hidden,
        list: [{ inner: { [name]: hidden } }, 'stays'],
        status: 200,
      })
      expect(fields.list[0]).toEqual({ inner: { [name]: ['x'] } })
    },
  )

  it('are the same ones where there is no secret, errors among them', () => {
    const fields = { err: new Error('token'), list: [1, { a: 'token=x' }], had_token: true, secret: null }
    expect(withoutSecretFields(fields)).toBe(fields)
  })
})

describe('a JSON value', () => {
  const secretName = fc.constantFrom(...[...words, ...others].flatMap(spellings))

  it('shows nothing under the name of a secret, however deep it stands', () => {
    const place = fc.array(fc.constantFrom('a', 'list', 'b c'), { maxLength: 6 })
    const value = fc.oneof(
      secretText,
      secretText.map((text) => [text]),
      secretText.map((text) => ({ text })),
    )
    fc.assert(
      fc.property(secretName, place, value, (name, path, secret) => {
        const document = path.reduceRight<unknown>(
          (inner, step) => (step === 'list' ? [inner] : { [step]: inner }),
          { [name]: secret, other: 1 },
        )
        const masked = JSON.stringify(withoutSecretValues(document))
        expect(masked).not.toMatch(/[A-Za-z0-9]{43}/)
        expect(masked).toContain(hidden)
        expect(masked).toContain('"other":1')
      }),
    )
  })

  it('stays as it is without one, but for names that patterns know', () => {
    const plain = fc.jsonValue({ maxDepth: 4 }).filter((value) => {
      const text = JSON.stringify(value)
      return maskText(text) === text && !/token|secret|pass|pwd|auth|key|cookie|dsn|cred/i.test(text)
    })
    fc.assert(
      fc.property(plain, (value) => {
        expect(withoutSecretValues(value)).toEqual(value)
      }),
    )
  })

  it('keeps whether there was one', () => {
    const document = { password: null, has_token: true, secret: '', api_key: 12 }
    expect(withoutSecretValues(document)).toEqual({ ...document, api_key: hidden })
  })

  it('is not changed in its place, and has no prototype of its own', () => {
    const document = JSON.parse('{"a": {"secret": "x"}, "__proto__": {"b": 1}}')
    const masked = withoutSecretValues(document)
    expect(document.a.secret).toBe('x')
    expect(Object.getPrototypeOf(masked)).toBe(Object.prototype)
    expect(JSON.stringify(masked)).toBe(`{"a":{"secret":"${hidden}"},"__proto__":{"b":1}}`)
  })
})
