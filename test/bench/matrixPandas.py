"""The vectorisable ones of the forty indicators, as a pandas user writes them.

For each line that comes in, computes them once and prints the processor time that took, in milliseconds, so that
whoever asks can take turns with it.

kama, psar and supertrend are left out: each value needs the one before, so that pandas has no vector form of them, and
a loop in Python would flatter whatever it is compared with. Usage: matrixPandas.py ROWS
"""
import resource
import sys

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view


def walk(rows):
    random = np.random.default_rng(1)
    close = 400 * np.cumprod(1 + 0.01 * (random.random(rows) - 0.4999))
    open_ = np.concatenate([[400], close[:-1]]) * (1 + 0.002 * (random.random(rows) - 0.5))
    high = np.maximum(open_, close) * (1 + 0.002 * random.random(rows))
    low = np.minimum(open_, close) * (1 - 0.002 * random.random(rows))
    volume = np.floor(1 + 1e6 * random.random(rows))
    session = np.arange(rows) // 7
    return pd.DataFrame(dict(open=open_, high=high, low=low, close=close, volume=volume, session=session))


def span(series, n):
    return series.ewm(span=n, adjust=False).mean()


def wilder(series, n):
    return series.ewm(alpha=1 / n, adjust=False).mean()


def windows(series, n):
    return sliding_window_view(series.to_numpy(), n)


def strength(close, n):
    change = close.diff()
    up = wilder(change.clip(lower=0), n)
    down = wilder((-change).clip(lower=0), n)
    return 100 - 100 / (1 + up / down)


def features(bars):
    o, h, l, c, v = (bars[name] for name in ("open", "high", "low", "close", "volume"))
    out = {}
    before = c.shift()
    true_range = np.maximum(h, before.fillna(h)) - np.minimum(l, before.fillna(l))
    change = c.diff()
    ret = c.pct_change()
    out["sma"] = c.rolling(20).mean()
    out["ema"] = span(c, 10)
    out["ema_slope"] = out["ema"].diff()
    out["dist_ema"] = (c - out["ema"]) / c
    out["rsi"] = strength(c, 14)
    place = (out["rsi"] - out["rsi"].rolling(14).min()) / (out["rsi"].rolling(14).max() - out["rsi"].rolling(14).min())
    out["stochrsi_k"] = 100 * place.rolling(3).mean()
    out["stochrsi_d"] = out["stochrsi_k"].rolling(3).mean()
    highest, lowest = h.rolling(14).max(), l.rolling(14).min()
    out["stoch_k"] = 100 * (c - lowest) / (highest - lowest)
    out["stoch_d"] = out["stoch_k"].rolling(3).mean()
    out["williams_r"] = -100 * (highest - c) / (highest - lowest)
    typical = (h + l + c) / 3
    window = windows(typical, 20)
    mean = window.mean(axis=1)
    deviation = np.abs(window - mean[:, None]).mean(axis=1)
    out["cci"] = np.concatenate([np.full(19, np.nan), (typical.to_numpy()[19:] - mean) / (0.015 * deviation)])
    centre = (h + l) / 2
    low9, high9 = centre.rolling(9).min(), centre.rolling(9).max()
    x = (2 * (centre - low9) / (high9 - low9) - 1).ewm(alpha=0.33, adjust=False).mean().clip(-0.999, 0.999)
    out["fisher"] = 0.5 * np.log((1 + x) / (1 - x))
    fast, slow = span(c, 12), span(c, 26)
    out["macd"] = fast - slow
    out["macd_signal"] = span(out["macd"], 9)
    out["macd_hist"] = out["macd"] - out["macd_signal"]
    out["ppo"] = 100 * (fast - slow) / slow
    out["ppo_signal"] = span(out["ppo"], 9)
    out["ppo_hist"] = out["ppo"] - out["ppo_signal"]
    up, down = h.diff(), -l.diff()
    average = wilder(true_range, 14)
    out["plus_di"] = 100 * wilder(up.where((up > down) & (up > 0), 0.0), 14) / average
    out["minus_di"] = 100 * wilder(down.where((down > up) & (down > 0), 0.0), 14) / average
    total = out["plus_di"] + out["minus_di"]
    out["adx"] = wilder(100 * (out["plus_di"] - out["minus_di"]).abs() / total, 14)
    out["aroon_up"] = np.concatenate([np.full(25, np.nan), 100 * windows(h, 26).argmax(axis=1) / 25])
    out["aroon_down"] = np.concatenate([np.full(25, np.nan), 100 * windows(l, 26).argmin(axis=1) / 25])
    out["aroon_osc"] = out["aroon_up"] - out["aroon_down"]
    out["atr"] = average
    middle, spread = c.rolling(20).mean(), c.rolling(20).std()
    out["bb_mid"], out["bb_upper"], out["bb_lower"] = middle, middle + 2 * spread, middle - 2 * spread
    centre20, range20 = span(c, 20), true_range.rolling(20).mean()
    out["keltner_mid"] = centre20
    out["keltner_upper"], out["keltner_lower"] = centre20 + 2 * range20, centre20 - 2 * range20
    upper, lower = h.rolling(20).max(), l.rolling(20).min()
    out["donchian_upper"], out["donchian_lower"], out["donchian_mid"] = upper, lower, (upper + lower) / 2
    out["donchian_upper_prior"], out["donchian_lower_prior"] = upper.shift(), lower.shift()
    mid = {n: (h.rolling(n).max() + l.rolling(n).min()) / 2 for n in (9, 26, 52)}
    out["tenkan"], out["kijun"] = mid[9], mid[26]
    out["span_a"], out["span_b"] = (mid[9] + mid[26]) / 2, mid[52]
    out["dpo"] = c - c.rolling(20).mean().shift(11)
    ema13 = span(c, 13)
    out["bull_power"], out["bear_power"] = h - ema13, l - ema13
    out["momentum"] = ret
    out["ret"] = c / before - 1
    out["roc"] = 100 * (c / c.shift(10) - 1)
    out["trix"] = 100 * span(span(span(c, 15), 15), 15).pct_change()
    out["tsi"] = 100 * span(span(change, 25), 13) / span(span(change.abs(), 25), 13)
    pressure = c - np.minimum(l, before)
    real = np.maximum(h, before) - np.minimum(l, before)
    share = {n: pressure.rolling(n).sum() / real.rolling(n).sum() for n in (7, 14, 28)}
    out["ultimate"] = 100 * (4 * share[7] + 2 * share[14] + share[28]) / 7
    out["qstick"] = (c - o).rolling(10).mean()
    out["close_vol"] = ret.rolling(3).std()
    out["roll_std"] = ret.rolling(20).std()
    out["obv"] = (v * np.sign(change).fillna(0)).cumsum()
    multiplier = ((c - l) - (h - c)) / (h - l)
    out["cmf"] = (multiplier * v).rolling(20).sum() / v.rolling(20).sum()
    money, direction = typical * v, typical.diff()
    gain = money.where(direction > 0, 0.0).rolling(14).sum()
    loss = money.where(direction < 0, 0.0).rolling(14).sum()
    out["mfi"] = 100 - 100 / (1 + gain / loss)
    out["vol_zscore"] = (v - v.rolling(20).mean()) / v.rolling(20).std()
    by_session = bars.groupby("session", sort=False)
    vwap = (c * v).groupby(bars["session"], sort=False).cumsum() / by_session["volume"].cumsum()
    out["vwap_intraday"] = vwap
    out["close_vs_vwap"] = (c - vwap) / vwap
    top, bottom = by_session["high"].cummax(), by_session["low"].cummin()
    out["day_range_pos"] = (c - bottom) / (top - bottom)
    return pd.DataFrame(out)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


bars = walk(int(sys.argv[1]))
for _ in sys.stdin:
    start = processor_seconds()
    features(bars)
    print(1000 * (processor_seconds() - start), flush=True)
