"""Explains rows by an XGBoost model file, once for each line of standard input.

Prints the processor time of each run in milliseconds and leaves the contributions, as doubles, in the file named.
"""
import sys
import time

import numpy
import xgboost

model, data, rows, answer = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
values = numpy.fromfile(data, dtype=numpy.float64).reshape(-1, rows).T.astype(numpy.float32)
booster = xgboost.Booster({"nthread": 1})
booster.load_model(model)
booster.set_param({"nthread": 1})
matrix = xgboost.DMatrix(values, feature_names=booster.feature_names, nthread=1)
for _ in sys.stdin:
    started = time.process_time()
    contributions = booster.predict(matrix, pred_contribs=True)
    elapsed = 1000 * (time.process_time() - started)
    contributions.astype(numpy.float64).tofile(answer)
    print(elapsed, flush=True)
