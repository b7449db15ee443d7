import { expect, it } from 'vitest'
import { FacetSizes } from '../../src/store/leaderboardSizes.ts'

const sizesOf = (size: number) => new Map([['all' as const, size]])

it('keeps the sizes of a filter for so many pages, whatever the verdict', () => {
  const sizes = new FacetSizes()
  const filter = { packId: 'p', modelId: 'm' }
  expect(sizes.find(filter)).toBeUndefined()
  sizes.keep(filter, sizesOf(7))
  expect(sizes.find({ ...filter, passGate: true })?.get('all')).toBe(7)
  expect(sizes.find({ packId: 'p' })).toBeUndefined()
  expect(sizes.find({ ...filter, tag: 'm' })).toBeUndefined()
  let pages = 2
  while (sizes.find(filter)) pages++
  expect(pages).toBe(50)
  sizes.keep(filter, sizesOf(8))
  expect(sizes.find(filter)?.get('all')).toBe(8)
})

it('keeps those of the filters that were asked for last', () => {
  const sizes = new FacetSizes()
  const filter = (place: number) => ({ packId: 'p', modelId: `m${place}` })
  for (let place = 0; place < 200; place++) sizes.keep(filter(place), sizesOf(place))
  expect(sizes.find(filter(0))?.get('all')).toBe(0)
  sizes.keep(filter(200), sizesOf(200))
  const kept = [0, 1, 2, 200].map((place) => sizes.find(filter(place))?.get('all'))
  expect(kept).toEqual([0, undefined, 2, 200])
})
