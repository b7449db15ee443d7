import { predictProbability } from '../../boosting/index.ts'
import type { Dataset, Matrix } from '../../matrix/matrix.ts'
import { applyPreprocessing } from '../../matrix/preprocessing.ts'
import { openBook } from '../booking.ts'
import { labelClasses } from '../classes.ts'
import { calibrateClasses, sidesOf } from '../classScores.ts'
import { type BacktestConfig, defaultPortfolio, type Execution, type Variant } from '../config.ts'
import type { BacktestResult } from '../evaluate.ts'
import { featureColumns, usedFeatures } from '../fits.ts'
import { capitalShares } from '../portfolio/shares.ts'
import { chooseRule, hoursPart } from '../rules.ts'
import type { FoldScores } from '../scores.ts'
import { both, positionsOf, type Rule, rowsInHours, rowsWithMomentum } from '../signals.ts'
import { type AuditDifference, comparison } from './compare.ts'
import type { KnownAt } from './knownAt.ts'
import { auditSample } from './sample.ts'

export interface AuditRequest {
  dataset: Dataset
  config: BacktestConfig
  variant: Variant
  execution: Execution
  folds: readonly FoldScores[]
  /** What the backtest came to with all data at hand. */
  result: Pick<BacktestResult, 'folds' | 'decisions'>
  /** The data again, as it was known at a row. */
  known: KnownAt
  /** Decisions to make again, in all folds together; fewer where there are not as many. */
  decisions?: number
}

export interface AuditReport {
  /** Decisions made again, in so many folds. */
  decisions: number
  folds: number
  features: number
  /** Rows whose features and labels were compared before their fold's model counted as trained on what was known. */
  trainingRows: number
  differences: AuditDifference[]
}

const usualDecisions = 24

/**
 * Makes a sample of decisions again, each from data that ends with it: features, score, probability, rule and position
 * must come out exactly as in the backtest. Of each fold the training rows must have the features, labels and classes
 * that were known at its first test row, and its threshold or cut-off must follow from prices before that row. A fit is
 * a function of its training rows and the seed: when these are the same, so is the model, which is not fitted again.
 *
 * Yields between two recomputations, which may take a second each.
 */
export function* auditBacktest(request: AuditRequest): Generator<undefined, AuditReport> {
  const { dataset, config, folds, result, decisions = usualDecisions } = request
  const report: AuditReport = {
    decisions: 0,
    folds: folds.length,
    features: usedFeatures(dataset.matrix, config).length,
    trainingRows: 0,
    differences: [],
  }
  const atMost = Math.max(4, Math.ceil(decisions / folds.length))
  let start = 0
  for (const fold of [...folds].sort((a, b) => a.fold - b.fold)) {
    yield
    report.trainingRows += fold.trainRows.length
    report.differences.push(...trainingDifferences(request, fold))
    const position = result.decisions.position.subarray(start, start + fold.testRows.length)
    for (const place of auditSample(position, atMost)) {
      yield
      report.decisions++
      report.differences.push(...decisionDifferences(request, fold, place, position[place]))
    }
    start += fold.testRows.length
  }
  return report
}

function trainingDifferences(request: AuditRequest, fold: FoldScores): AuditDifference[] {
  const { dataset, config, result, known } = request
  const { trainRows, testRows, classes } = fold
  const then = known(testRows[0])
  const { matrix } = dataset
  const compare = comparison(matrix, fold.fold, testRows[0])
  const again = usedFeatures(then.matrix, config)
  for (const [place, { name, values }] of usedFeatures(matrix, config).entries()) {
    compare.rows(`feature ${name}`, values, again[place].values, trainRows)
  }
  compare.rows('label', matrix.retFwd, then.matrix.retFwd, trainRows)
  compare.rows('end of the label', matrix.labelEnd, then.matrix.labelEnd, trainRows)
  const classesThen = labelClasses(then.matrix, config.classTarget, trainRows)
  const nameOf =
    ({ names, ofRow }: typeof classes) =>
    (row: number) =>
      names[ofRow[row]] ?? null
  compare.names('class', nameOf(classes), nameOf(classesThen), trainRows)
  const used = ruleOf(result, fold.fold, then.matrix.hourEt)
  compare.value('rule', ruleText(used), ruleText(chosenThen(request, fold, then)))
  return compare.found
}

/** The rule that the training part chooses when nothing after the first test row is known. */
function chosenThen({ execution, variant }: AuditRequest, fold: FoldScores, then: Dataset): Rule {
  const alone = [{ ...fold, testRows: fold.testRows.slice(0, 1) }]
  const momentum = rowsWithMomentum(then.matrix, execution)
  const part = hoursPart(then, openBook(then, execution), alone, execution, variant, momentum)
  return chooseRule(part, 0, variant).rule
}

function decisionDifferences(
  { dataset, config, variant, execution, result, known }: AuditRequest,
  fold: FoldScores,
  place: number,
  taken: number,
): AuditDifference[] {
  const row = fold.testRows[place]
  const rows = Int32Array.of(row)
  const then = known(row)
  const compare = comparison(dataset.matrix, fold.fold, row)
  const again = usedFeatures(then.matrix, config)
  for (const [index, { name, values }] of usedFeatures(dataset.matrix, config).entries()) {
    compare.rows(`feature ${name}`, values, again[index].values, rows)
  }
  const columns = featureColumns(then.matrix, config.features).map((values) => values.subarray(row, row + 1))
  const { booster, preprocessing, calibration, classes } = fold
  if (!booster)
    throw new Error(
      `fold ${fold.fold} was fitted for its scores alone, so that no decision can be made again`,
    )
  const raw = predictProbability(
    booster,
    preprocessing ? applyPreprocessing(columns, preprocessing) : columns,
  )
  const side = then.matrix.event?.side
  // Side and place of the scores are those of the row, which stands alone.
  const alone = { ...classes, ...(side && { side: side.subarray(row, row + 1) }) }
  const first = Int32Array.of(0)
  const rawSides = sidesOf(raw, alone, first)
  const sides = sidesOf(calibrateClasses(calibration, raw, classes.names.length), alone, first)
  compare.value('score up', fold.testRaw.up[place], rawSides.up[0])
  compare.value('score down', fold.testRaw.down[place], rawSides.down[0])
  compare.value('probability up', fold.test.up[place], sides.up[0])
  compare.value('probability down', fold.test.down[place], sides.down[0])
  const allowed = both(rowsInHours(then.matrix, variant.hours), rowsWithMomentum(then.matrix, execution))
  const rule = ruleOf(result, fold.fold, then.matrix.hourEt)
  const scores = rule.kind === 'cutoff' ? rawSides : sides
  compare.value('position', taken, positionsOf(scores, rule, execution, rows, allowed)[0])
  if (dataset.matrix.tickers) {
    compare.value('share of the capital', shareAt(dataset, execution, row), shareAt(then, execution, row))
  }
  return compare.found
}

/** What part of the capital a row may use; null where there is one instrument. */
function shareAt(dataset: Dataset, { portfolio = defaultPortfolio }: Execution, row: number): number | null {
  const { tickers } = dataset.matrix
  return tickers ? capitalShares(dataset, tickers, portfolio.allocation)[row] : null
}

/** The rule that a fold traded on, from its result. */
function ruleOf({ folds }: AuditRequest['result'], number: number, hourEt: Matrix['hourEt']): Rule {
  const fold = folds.find((one) => one.fold === number)
  if (!fold) throw new Error(`the result has no fold ${number}`)
  if (fold.byHour && hourEt) return { kind: 'by_hour', levels: fold.byHour, hourEt }
  if (fold.threshold !== null) return { kind: 'threshold', level: fold.threshold }
  return fold.cutoff === null ? { kind: 'flat' } : { kind: 'cutoff', level: fold.cutoff }
}

/** Hours that stay flat are left out: those of the test block alone are not known in the training part. */
function ruleText(rule: Rule): string {
  if (rule.kind === 'by_hour') {
    const traded = rule.levels.filter(({ level }) => level !== null)
    return `threshold by hour ${traded.map(({ hour, level }) => `${hour}: ${level}`).join(', ')}`
  }
  return rule.kind === 'flat' ? 'flat' : `${rule.kind} ${rule.level}`
}
