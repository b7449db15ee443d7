"""Loads XGBoost model files and predicts: for each line {"model": path, "columns": [[...]]} (null is missing), a line."""
import json
import sys

import numpy
import xgboost

for line in sys.stdin:
    task = json.loads(line)
    booster = xgboost.Booster()
    booster.load_model(task["model"])
    values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in task["columns"]])
    data = xgboost.DMatrix(values.T.astype(numpy.float32), feature_names=booster.feature_names)
    margin = booster.predict(data, output_margin=True)
    prediction = booster.predict(data)
    answer = {
        "margin": margin.astype(float).ravel().tolist(),
        "prediction": prediction.astype(float).ravel().tolist(),
        "attributes": booster.attributes(),
        "feature_names": booster.feature_names,
    }
    print(json.dumps(answer), flush=True)
