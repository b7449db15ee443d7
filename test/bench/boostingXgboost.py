"""XGBoost's side of the boosting benchmark: trains and predicts when asked, so that whoever asks can take turns.

Usage: boostingXgboost.py FOLDER FEATURES CLASSES. FOLDER has train.f32 and test.f32, row-major, and labels.f32 of the
former. Lines that come in, each answered by a line of JSON; times are in milliseconds:

  train THREADS ROUNDS   trains, and keeps the model
  score                  writes the model's probabilities of test.f32 to scores.f32
  predict                times the probabilities of train.f32 on one thread, by both of XGBoost's ways
  memory                 the greatest size that this process had, in bytes
"""
import json
import os
import resource
import sys
import time

import numpy
import xgboost

folder, features, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def read(name):
    return numpy.fromfile(os.path.join(folder, name), dtype=numpy.float32)


def params(threads):
    objective = {"objective": "binary:logistic"} if classes == 2 else {"objective": "multi:softprob", "num_class": classes}
    return {
        **objective,
        "tree_method": "hist",
        "max_depth": 4,
        "eta": 0.08,
        "max_bin": 256,
        "reg_lambda": 1,
        "min_child_weight": 1,
        "base_score": 0.5,
        "nthread": threads,
    }


def binned(threads):
    """The form made for hist: binning happens here, not in the first round, and takes less memory than a DMatrix."""
    return xgboost.QuantileDMatrix(values, labels, max_bin=256, nthread=threads)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(work):
    wall, processor = time.perf_counter(), processor_seconds()
    result = work()
    return result, {
        "wall": 1000 * (time.perf_counter() - wall),
        "processor": 1000 * (processor_seconds() - processor),
    }


def train(threads, rounds):
    data, binning = timed(lambda: binned(threads))
    booster, growing = timed(lambda: xgboost.train(params(threads), data, rounds))
    return booster, {"binning": binning, "growing": growing}


def predict():
    booster.set_param({"nthread": 1})
    _, in_place = timed(lambda: booster.inplace_predict(values))
    _, by_matrix = timed(lambda: booster.predict(xgboost.DMatrix(values, nthread=1)))
    return {"in_place": in_place, "by_matrix": by_matrix}


def peak_memory():
    """In bytes. Linux counts a parent's size at its fork into ru_maxrss, but not into VmHWM."""
    try:
        with open("/proc/self/status") as status:
            return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except FileNotFoundError:
        unit = 1 if sys.platform == "darwin" else 1024
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def score():
    data = xgboost.DMatrix(read("test.f32").reshape(-1, features))
    booster.predict(data).astype(numpy.float32).tofile(os.path.join(folder, "scores.f32"))
    return {}


values = read("train.f32").reshape(-1, features)
labels = read("labels.f32")
booster = None
for line in sys.stdin:
    task, *numbers = line.split()
    if task == "train":
        booster, answer = train(*map(int, numbers))
    elif task == "score":
        answer = score()
    elif task == "predict":
        answer = predict()
    else:
        answer = {"peak": peak_memory()}
    print(json.dumps(answer), flush=True)
