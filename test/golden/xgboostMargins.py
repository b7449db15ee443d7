"""Trains XGBoost models by histogram, on one thread, and prints the margins of the rows that they were trained on.

For each line {"params": {...}, "rounds": 20, "columns": [[...]]} (null is missing) a line. Of the columns the last but one is
the labels, the last the weights.
"""
import json
import sys

import numpy
import xgboost

for line in sys.stdin:
    task = json.loads(line)
    values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in task["columns"]])
    data = xgboost.DMatrix(values[:-2].T.astype(numpy.float32), values[-2], weight=values[-1])
    params = {"tree_method": "hist", "nthread": 1, "verbosity": 0, **task["params"]}
    booster = xgboost.train(params, data, task["rounds"])
    print(json.dumps(booster.predict(data, output_margin=True).astype(float).ravel().tolist()), flush=True)
