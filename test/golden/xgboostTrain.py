"""Trains XGBoost models of several kinds, saves them in the folder named, and prints what each predicts."""
import json
import pickle
import sys

import numpy
import xgboost

xgboost.set_config(verbosity=0)  # warnings would go to standard output, among the answer
folder = sys.argv[1]
columns = json.load(sys.stdin)
values = numpy.array([[numpy.nan if cell is None else cell for cell in column] for column in columns])
x, labels = values[:-1].T.astype(numpy.float32), values[-1]
half = len(labels) // 2
train, held_out = xgboost.DMatrix(x[:half], labels[:half]), xgboost.DMatrix(x[half:], labels[half:])
everything = xgboost.DMatrix(x)
logistic = {"objective": "binary:logistic", "max_depth": 4, "eta": 0.5}


def saved(name, booster):
    booster.save_model(f"{folder}/{name}.json")
    best = getattr(booster, "best_iteration", None)
    return {
        "prediction": booster.predict(everything).astype(float).ravel().tolist(),
        "up_to_best": booster.predict(everything, iteration_range=(0, best + 1)).astype(float).ravel().tolist(),
        "best_iteration": best,
        "rounds": booster.num_boosted_rounds(),
    }


def trained(name, params, rounds=10, **options):
    return saved(name, xgboost.train({**logistic, **params}, train, rounds, **options))


stopping = {"evals": [(held_out, "held_out")], "early_stopping_rounds": 8, "verbose_eval": False}
answer = {
    "base_score": trained("base_score", {"base_score": 0.2}),
    "regression": trained("regression", {"objective": "reg:squarederror", "base_score": 3.5}),
    "three_classes": trained("three_classes", {"objective": "multi:softprob", "num_class": 3}),
    "forest": trained("forest", {"num_parallel_tree": 3, "subsample": 0.7}),
    "exact": trained("exact", {"tree_method": "exact"}),
    "leaf_wise": trained("leaf_wise", {"tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 12}),
    "stopped": trained("stopped", {}, 60, **stopping),
    "stopped_forest": trained(
        "stopped_forest", {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2}, 60, **stopping
    ),
}
for kind in ["gblinear", "dart"]:
    xgboost.train({**logistic, "booster": kind}, train, 3).save_model(f"{folder}/{kind}.json")
booster = xgboost.train(logistic, train, 3)
booster.save_model(f"{folder}/binary.ubj")
booster.save_model(f"{folder}/old.deprecated")
booster.dump_model(f"{folder}/dump.json", dump_format="json")
booster.dump_model(f"{folder}/dump.txt")
with open(f"{folder}/pickled.pkl", "wb") as file:
    pickle.dump(booster, file)
json.dump(answer, sys.stdout)
