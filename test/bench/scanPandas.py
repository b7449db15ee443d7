"""The breakout scan of a folder of daily bars, as a pandas user writes it.

For each line that comes in, does the whole of it once and prints the processor time that took, in milliseconds.
Usage: scanPandas.py FOLDER
"""
import resource
import sys

import numpy as np
import pandas as pd


def wilder(series, n):
    return series.ewm(alpha=1 / n, adjust=False).mean()


def last(folder, ticker):
    bars = pd.read_csv(f"{folder}/bars/{ticker}.csv", parse_dates=["date"])
    close, high, low, volume = bars.close, bars.high, bars.low, bars.volume
    before = close.shift(1)
    true_range = pd.concat([high - low, (high - before).abs(), (low - before).abs()], axis=1).max(axis=1)
    atr = wilder(true_range, 14)
    change = close.diff()
    gain, loss = wilder(change.clip(lower=0), 14), wilder(-change.clip(upper=0), 14)
    up, down = high.diff(), -low.diff()
    plus = 100 * wilder(up.where((up > down) & (up > 0), 0.0), 14) / atr
    minus = 100 * wilder(down.where((down > up) & (down > 0), 0.0), 14) / atr
    adx = wilder(100 * (plus - minus).abs() / (plus + minus), 14)
    mean, deviation = close.rolling(20).mean(), close.rolling(20).std()
    flow = ((close - low) - (high - close)) / (high - low) * volume
    return dict(
        ticker=ticker,
        close=close.iat[-1],
        atr=atr.iat[-1],
        ema20=close.ewm(span=20, adjust=False).mean().iat[-1],
        ema50=close.ewm(span=50, adjust=False).mean().iat[-1],
        rsi=(100 * gain / (gain + loss)).iat[-1],
        adx=adx.iat[-1],
        mom20=close.pct_change(20).iat[-1],
        mom63=close.pct_change(63).iat[-1],
        fit=np.corrcoef(np.arange(126), close.iloc[-126:])[0, 1] ** 2,
        upper=(mean + 2 * deviation).iat[-1],
        std=close.pct_change().rolling(20).std().iat[-1],
        obv=(np.sign(change) * volume).cumsum().iat[-1],
        cmf=(flow.rolling(20).sum() / volume.rolling(20).sum()).iat[-1],
        prior=high.rolling(20).max().shift(1).iat[-1],
    )


def scan(folder):
    tickers = pd.read_csv(f"{folder}/universe.csv").ticker
    rows = pd.DataFrame([last(folder, ticker) for ticker in tickers])
    beyond = ((rows.close - rows.prior) / rows.atr).replace([np.inf, -np.inf], np.nan).fillna(0)
    breakout = (rows.close > rows.upper * 1.002) | (rows.close > rows.prior * 1.002) | (beyond >= 0.25)
    rows["total"] = (
        0.4 * (beyond / 0.5).clip(0, 1)
        + 0.3 * (0.5 * rows.mom20.rank(pct=True).fillna(0) + 0.5 * rows.mom63.rank(pct=True).fillna(0))
        + 0.15 * ((rows.adx - 20) / 15).clip(0, 1)
        + 0.15 * pd.concat([rows.ema20 > rows.ema50, rows.rsi >= 55, rows.adx >= 18], axis=1).mean(axis=1)
    )
    passed = rows[breakout & (rows.rsi >= 55) & (rows.adx >= 18)]
    return passed.sort_values(["total", "ticker"], ascending=[False, True]).head(50)


def processor():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (usage.ru_utime + usage.ru_stime)


for _ in sys.stdin:
    start = processor()
    scan(sys.argv[1])
    print(processor() - start, flush=True)
