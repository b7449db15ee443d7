"""Trains an XGBoost model by histogram, on one thread, and prints the margins of the rows that it was trained on.

The first argument is the parameters as JSON, the second the number of rounds. Of the columns the last but one is the
labels, the last the weights.
"""
import json
import sys

import numpy
import xgboost

params, rounds = json.loads(sys.argv[1]), int(sys.argv[2])
columns = json.load(sys.stdin)
values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in columns])
data = xgboost.DMatrix(values[:-2].T.astype(numpy.float32), values[-2], weight=values[-1])
booster = xgboost.train({"tree_method": "hist", "nthread": 1, "verbosity": 0, **params}, data, rounds)
json.dump(booster.predict(data, output_margin=True).astype(float).ravel().tolist(), sys.stdout)
