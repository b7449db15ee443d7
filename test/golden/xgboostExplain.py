"""Explains columns given as JSON on standard input (null is missing) by an XGBoost model file."""
import json
import sys

import numpy
import xgboost

booster = xgboost.Booster()
booster.load_model(sys.argv[1])
columns = json.load(sys.stdin)
values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in columns])
data = xgboost.DMatrix(values.T.astype(numpy.float32), feature_names=booster.feature_names)
kinds = ["weight", "gain", "cover", "total_gain", "total_cover"]
json.dump(
    {
        "contributions": booster.predict(data, pred_contribs=True).astype(float).ravel().tolist(),
        "importance": {kind: booster.get_score(importance_type=kind) for kind in kinds},
    },
    sys.stdout,
)
