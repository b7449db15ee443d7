"""What the existing backend's backtest spends its time on, timed when asked: 5 folds, each a model calibrated by 3
inner folds, which are 15 fits of XGBoost and a sigmoid for each of their classes. Its metrics and its answer are left out.

Usage: backtestXgboost.py FOLDER ROWS FEATURES CLASSES. FOLDER has values.f32, row-major, and labels.f32. Each line that
comes in is answered by the milliseconds that the fits, their predictions and the sigmoids took, by the clock.
"""
import os
import sys
import time

import numpy
import scipy.optimize
import scipy.special
import xgboost

folder = sys.argv[1]
rows, features, classes = (int(word) for word in sys.argv[2:5])
values = numpy.fromfile(os.path.join(folder, "values.f32"), dtype=numpy.float32).reshape(rows, features)
labels = numpy.fromfile(os.path.join(folder, "labels.f32"), dtype=numpy.float32)

objective = {"objective": "binary:logistic"} if classes == 2 else {"objective": "multi:softprob", "num_class": classes}
params = {
    **objective,
    "tree_method": "hist",
    "max_depth": 4,
    "eta": 0.08,
    "subsample": 0.9,
    "colsample_bytree": 0.9,
    "seed": 2025,
    "nthread": int(os.environ["BENCH_THREADS"]),
}


def others(count, block):
    return numpy.concatenate([numpy.arange(count)[: block[0]], numpy.arange(count)[block[-1] + 1 :]])


def sigmoid(scores, holds):
    """Slope and offset that fit scores to whether they came true: Platt 1999, with its targets of the counts."""
    count = holds.sum()
    target = numpy.where(holds, (count + 1) / (count + 2), 1 / (len(holds) - count + 2))

    def loss(line):
        margin = -(line[0] * scores + line[1])
        short = scipy.special.expit(margin) - target
        wrong = -(target * numpy.log(scipy.special.expit(margin)) + (1 - target) * numpy.log(scipy.special.expit(-margin)))
        return wrong.sum(), numpy.array([-(short * scores).sum(), -short.sum()])

    offset = numpy.log((len(holds) - count + 1) / (count + 1))
    return scipy.optimize.minimize(loss, numpy.array([0.0, offset]), jac=True, method="BFGS").x


def backtest():
    for test in numpy.array_split(numpy.arange(rows), 5):
        train = others(rows, test)
        for inner in numpy.array_split(numpy.arange(len(train)), 3):
            learned = train[others(len(train), inner)]
            matrix = xgboost.DMatrix(values[learned], labels[learned])
            model = xgboost.train(params, matrix, num_boost_round=300)
            scores = model.predict(xgboost.DMatrix(values[train[inner]])).reshape(len(inner), -1)
            for place in range(scores.shape[1]):
                sigmoid(scores[:, place], labels[train[inner]] == (1 if classes == 2 else place))
            model.predict(xgboost.DMatrix(values[test]))


for _ in sys.stdin:
    start = time.perf_counter()
    backtest()
    print(1000 * (time.perf_counter() - start), flush=True)
