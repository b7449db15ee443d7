import { variablesOf } from '../settings.ts'
import { type Check, ok } from './check.ts'

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

const isS3 = (name: string): boolean => name.startsWith('SIGMA_S3_')

export const s3: Check = {
  name: 's3',
  needed: false,
  needs: 'nothing: files are kept in the workspace, and no store of the S3 kind is used yet',
  variables: ['SIGMA_S3_*'],
  fix: 'unset the SIGMA_S3_ variables; keep .sigma/ on a disk that is backed up',
  look({ env }) {
    const set = Object.keys(env).filter((name) => isS3(name) && env[name] !== '')
    return set.length === 0
      ? ok('not set: files are kept in .sigma/')
      : {
          status: 'warn',
          message: `${set.sort().join(', ')}: this version reads none, and keeps files in .sigma/`,
          next: s3.fix,
        }
  },
}
