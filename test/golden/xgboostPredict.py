"""Loads an XGBoost model file and predicts columns given as JSON on standard input (null is missing)."""
import json
import sys

import numpy
import xgboost

booster = xgboost.Booster()
booster.load_model(sys.argv[1])
columns = json.load(sys.stdin)
values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in columns])
data = xgboost.DMatrix(values.T.astype(numpy.float32), feature_names=booster.feature_names)
margin = booster.predict(data, output_margin=True)
prediction = booster.predict(data)
json.dump(
    {
        "margin": margin.astype(float).ravel().tolist(),
        "prediction": prediction.astype(float).ravel().tolist(),
        "attributes": booster.attributes(),
        "feature_names": booster.feature_names,
    },
    sys.stdout,
)
