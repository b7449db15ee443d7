import { z } from 'zod'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { closedMap } from '../yaml/closedMap.ts'
import { describeIssues } from '../yaml/describeIssues.ts'
import { parseYaml } from '../yaml/yamlDocument.ts'
import { type Zone, zoneOf } from './zone.ts'

const text = z.string().min(1, 'expected text, got nothing')

const mappingSchema = closedMap({
  columns: closedMap({
    time: text.optional(),
    open: text.optional(),
    high: text.optional(),
    low: text.optional(),
    close: text.optional(),
    volume: text.optional(),
    hour_et: text.optional(),
  }).optional(),
  time_zone: text.optional(),
  bar_time: z.enum(['start', 'end']).optional(),
  cadence: z.enum(['5m', '15m', 'hourly', 'daily']).optional(),
  ticker: text.optional(),
  five_minute: text.optional(),
  daily: z.record(z.string(), text).optional(),
})

/** What the YAML file beside a file of bars says of it; all of it optional. */
export interface BarsMapping extends Pick<z.infer<typeof mappingSchema>, 'cadence' | 'ticker'> {
  /** Name of the YAML file, for messages. */
  file: string
  columns: NonNullable<z.infer<typeof mappingSchema>['columns']>
  zone: Zone | undefined
  barTime: 'start' | 'end' | undefined
  /** Files with bars beside these, as paths from the mapping's folder. */
  fiveMinute: string | undefined
  daily: ReadonlyMap<string, string>
  /** A fault at a field, which names file and line. */
  fault(path: readonly string[], issue: string): FieldError
}

/** Reads a mapping. INVALID_PARAM lists all faults, each with its line. */
export function parseBarsMapping(source: string, file: string): BarsMapping {
  const { value, faults, lineOf } = parseYaml(source)
  if (faults.length > 0) throw invalidParam(faults.map(({ issue, line }) => faultOf(file, line, '', issue)))
  const fault = (path: readonly PropertyKey[], issue: string) =>
    faultOf(file, lineOf(path), path.map(String).join('.'), issue)
  const parsed = mappingSchema.safeParse(value ?? {})
  if (!parsed.success) {
    throw invalidParam(describeIssues(parsed.error, value).map(({ path, message }) => fault(path, message)))
  }
  const { columns = {}, time_zone, bar_time, cadence, ticker, five_minute, daily = {} } = parsed.data
  return {
    file,
    columns,
    zone: time_zone === undefined ? undefined : namedZone(time_zone, (issue) => fault(['time_zone'], issue)),
    barTime: bar_time,
    cadence,
    ticker,
    fiveMinute: five_minute,
    daily: new Map(Object.entries(daily)),
    fault,
  }
}

function namedZone(name: string, faultOfZone: (issue: string) => FieldError): Zone {
  const zone = zoneOf(name)
  if (zone === undefined) {
    throw invalidParam([
      faultOfZone(`expected a name of the IANA database such as America/New_York or UTC, got "${name}"`),
    ])
  }
  return zone
}

function faultOf(file: string, line: number, field: string, issue: string): FieldError {
  return { field: field === '' ? file : `${file}: ${field}`, issue, line }
}
