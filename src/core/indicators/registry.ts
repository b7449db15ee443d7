import adx from './adx.ts'
import aroon from './aroon.ts'
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
import donchian from './donchian.ts'
import dpo from './dpo.ts'
import elderRay from './elderRay.ts'
import ema from './ema.ts'
import emaSlope from './emaSlope.ts'
import fisherTransform from './fisherTransform.ts'
import hourOfDay from './hourOfDay.ts'
import ichimoku from './ichimoku.ts'
import intradayVwap from './intradayVwap.ts'
import kama from './kama.ts'
import keltner from './keltner.ts'
import lrR2 from './lrR2.ts'
import macd from './macd.ts'
import mfi from './mfi.ts'
import momentum from './momentum.ts'
import momentumScoreTotal from './momentumScoreTotal.ts'
import obv from './obv.ts'
import openGapZ from './openGapZ.ts'
import pcrEod from './pcrEod.ts'
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
  dailyEma,
  dailyRet,
  dailyRsi,
  dailyDistToEma,
  dailyVwap,
  momentumScoreTotal,
  soldFlowRatio,
  pcrVolume,
  pcrEod,
]

/** By registry key. */
export const indicators: ReadonlyMap<string, Indicator> = new Map(
  all.map((indicator) => [indicator.name, indicator]),
)
