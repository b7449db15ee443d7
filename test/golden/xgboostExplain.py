"""Explains by XGBoost model files: for each line {"model": path, "columns": [[...]]} (null is missing), a line."""
import json
import sys

import numpy
import xgboost

kinds = ["weight", "gain", "cover", "total_gain", "total_cover"]
for line in sys.stdin:
    task = json.loads(line)
    booster = xgboost.Booster()
    booster.load_model(task["model"])
    values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in task["columns"]])
    data = xgboost.DMatrix(values.T.astype(numpy.float32), feature_names=booster.feature_names)
    answer = {
        "contributions": booster.predict(data, pred_contribs=True).astype(float).ravel().tolist(),
        "importance": {kind: booster.get_score(importance_type=kind) for kind in kinds},
    }
    print(json.dumps(answer), flush=True)
