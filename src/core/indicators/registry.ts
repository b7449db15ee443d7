import adx from './adx.ts'
import aroon from './aroon.ts'
import atmIvEod from './atmIvEod.ts'
import atmIvOpenDelta from './atmIvOpenDelta.ts'
import atmIvZscore from './atmIvZscore.ts'
import atr from './atr.ts'
import bollingerBands from './bollingerBands.ts'
import calendarFlags from './calendarFlags.ts'
import cci from './cci.ts'
import closeVsVwap from './closeVsVwap.ts'
import cmf from './cmf.ts'
import dailyDistToEma from './dailyDistToEma.ts'
import dailyEma from './dailyEma.ts'
import dailyRet from './dailyRet.ts'
import dailyRsi from './dailyRsi.ts'
import dailyVwap from './dailyVwap.ts'
import dayOfWeek from './dayOfWeek.ts'
import dayRangePos from './dayRangePos.ts'
import type { Indicator } from './define.ts'
import distToEma from './distToEma.ts'
import distToGammaPeak from './distToGammaPeak.ts'
import distToOiPeak from './distToOiPeak.ts'
import divEod from './divEod.ts'
import donchian from './donchian.ts'
import dpo from './dpo.ts'
import elderRay from './elderRay.ts'
import ema from './ema.ts'
import emaSlope from './emaSlope.ts'
import first15mRangeZ from './first15mRangeZ.ts'
import fisherTransform from './fisherTransform.ts'
import gammaConcentration from './gammaConcentration.ts'
import gammaDensityPeakStrike from './gammaDensityPeakStrike.ts'
import gammaPeakStrike from './gammaPeakStrike.ts'
import gammaSkewLeftRight from './gammaSkewLeftRight.ts'
import hourOfDay from './hourOfDay.ts'
import ichimoku from './ichimoku.ts'
import intradayVwap from './intradayVwap.ts'
import ivPercentile52w from './ivPercentile52w.ts'
import ivRank52w from './ivRank52w.ts'
import ivRealizedSpread from './ivRealizedSpread.ts'
import ivSkew25Delta from './ivSkew25Delta.ts'
import ivSmileWings from './ivSmileWings.ts'
import ivTermSlope from './ivTermSlope.ts'
import kama from './kama.ts'
import keltner from './keltner.ts'
import lrR2 from './lrR2.ts'
import macd from './macd.ts'
import mfi from './mfi.ts'
import momentum from './momentum.ts'
import momentumScoreTotal from './momentumScoreTotal.ts'
import obv from './obv.ts'
import oiChange1d from './oiChange1d.ts'
import oiConcentrationHhi from './oiConcentrationHhi.ts'
import oiPeakStrike from './oiPeakStrike.ts'
import oiTrend from './oiTrend.ts'
import openGapZ from './openGapZ.ts'
import pcrEod from './pcrEod.ts'
import pcrOi from './pcrOi.ts'
import pcrVolume from './pcrVolume.ts'
import ppo from './ppo.ts'
import psar from './psar.ts'
import qstick from './qstick.ts'
import ret from './ret.ts'
import returnsLast30m from './returnsLast30m.ts'
import roc from './roc.ts'
import rollingStd from './rollingStd.ts'
import rsi from './rsi.ts'
import rsiLastHour from './rsiLastHour.ts'
import sma from './sma.ts'
import soldFlowRatio from './soldFlowRatio.ts'
import stochastic from './stochastic.ts'
import stochRsi from './stochRsi.ts'
import supertrend from './supertrend.ts'
import trix from './trix.ts'
import tsi from './tsi.ts'
import ultimateOscillator from './ultimateOscillator.ts'
import vixDelta from './vixDelta.ts'
import vixLevel from './vixLevel.ts'
import vixTermSlope from './vixTermSlope.ts'
import volatility from './volatility.ts'
import volZscore from './volZscore.ts'
import williamsR from './williamsR.ts'

/** Every indicator that can be computed. To add one: its file, its import and its place here. */
const all: readonly Indicator[] = [
  sma,
  ema,
  emaSlope,
  distToEma,
  kama,
  rsi,
  rsiLastHour,
  stochRsi,
  stochastic,
  williamsR,
  cci,
  fisherTransform,
  macd,
  ppo,
  adx,
  aroon,
  atr,
  bollingerBands,
  keltner,
  donchian,
  supertrend,
  psar,
  ichimoku,
  dpo,
  elderRay,
  lrR2,
  momentum,
  ret,
  roc,
  trix,
  tsi,
  ultimateOscillator,
  qstick,
  volatility,
  rollingStd,
  obv,
  cmf,
  mfi,
  volZscore,
  intradayVwap,
  closeVsVwap,
  dayRangePos,
  returnsLast30m,
  hourOfDay,
  dayOfWeek,
  calendarFlags,
  openGapZ,
  first15mRangeZ,
  dailyEma,
  dailyRet,
  dailyRsi,
  dailyDistToEma,
  dailyVwap,
  momentumScoreTotal,
  soldFlowRatio,
  pcrVolume,
  pcrEod,
  pcrOi,
  oiChange1d,
  oiTrend,
  oiPeakStrike,
  distToOiPeak,
  oiConcentrationHhi,
  gammaPeakStrike,
  gammaDensityPeakStrike,
  distToGammaPeak,
  gammaConcentration,
  gammaSkewLeftRight,
  ivRank52w,
  ivPercentile52w,
  atmIvZscore,
  ivRealizedSpread,
  ivSkew25Delta,
  ivTermSlope,
  ivSmileWings,
  atmIvEod,
  divEod,
  atmIvOpenDelta,
  vixLevel,
  vixDelta,
  vixTermSlope,
]

/** By registry key. */
export const indicators: ReadonlyMap<string, Indicator> = new Map(
  all.map((indicator) => [indicator.name, indicator]),
)
