import { describe, expect, it } from 'vitest'
import { unknownRoute } from '../../src/cli/commands/api.ts'

describe('unknownRoute', () => {
  it.each([
    ['GET', '/healthz'],
    ['GET', '/packs/adhoc'],
    ['GET', '/packs/adhoc/templates?limit=3'],
    ['POST', '/sweeps/01/cancel'],
    ['GET', '/api/models'],
    ['GET', '/models/'],
    ['GET', '/'],
  ])('knows %s %s', (method, path) => {
    expect(unknownRoute(method, path)).toBeUndefined()
  })

  it.each([
    ['GET', '/modles', '/modles is no route of the contract; did you mean /models?'],
    [
      'GET',
      '/packs/adhoc/template',
      '/packs/adhoc/template is no route of the contract; did you mean /packs/adhoc/templates?',
    ],
    [
      'GET',
      '/something/else/entirely',
      '/something/else/entirely is no route of the contract; GET / lists them',
    ],
    ['POST', '/healthz', '/healthz takes GET, not POST'],
    ['DELETE', '/models', '/models takes GET, POST, not DELETE'],
  ])('tells what is wrong with %s %s', (method, path, told) => {
    expect(unknownRoute(method, path)).toBe(told)
  })
})
