// Generated from docs/api/openapi_btb_v1.yaml by: node docs/api/generate.mjs
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Name, version and the paths served */
        get: operations["getRoot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server answers, with what it runs on */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks of what the workspace's source and packs need
         * @description Answers 200 whatever the verdict, which is in `healthy`. A check of what no source in use needs is `skipped`.
         */
        get: operations["checkHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server can take work; 503 UNAVAILABLE when not */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counters and timings in Prometheus text form */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract as a page */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract as an OpenAPI 3.1 document, from which clients can be made */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read-only page: leaderboard, runs, reports, jobs
         * @description The first page of the dashboard. Those below it are for people, and may change; all that they show is answered by operations of this contract.
         */
        get: operations["getDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a backtest, a sweep or a training */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packs by id, built-in and of the workspace */
        get: operations["listPacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/packs/{pack_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One pack with its sets, templates and models */
        get: operations["getPack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/packs/{pack_id}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Model templates of one pack */
        get: operations["listPackTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/packs/{pack_id}/indicator_sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicator sets of one pack */
        get: operations["listPackIndicatorSets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model_templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Model templates of every pack, or of one */
        get: operations["listModelTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models of one pack, or of every pack */
        get: operations["listModels"];
        put?: never;
        /**
         * A model from a template, or from ticker, asset, horizon and cadence
         * @description Give `template_id`, or `ticker`. The id is ticker_asset_horizon_cadence[_variant] in lower case.
         */
        post: operations["createModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Merges fields into a model's config and its policy, one level deep
         * @description Each is checked as a whole before either is kept. The config is written into the workspace's packs, never into those that come with Sigma, and the one of before is kept as a version.
         */
        patch: operations["updateModel"];
        trace?: never;
    };
    "/models/{model_id}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live metrics beside those of the last backtest */
        get: operations["getModelPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model_detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Config, policy and effective execution of one model */
        get: operations["getModelDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model_config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A model's config as stored, or a version of it */
        get: operations["getModelConfig"];
        /**
         * Replaces a model's config
         * @description Give `config`, or `config_yaml`. As with PATCH it is checked first, and the one of before is kept as a version.
         */
        put: operations["putModelConfig"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model_config/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a model's config said, the latest first
         * @description Each change that is made here keeps one; a file that was found is kept before it is changed.
         */
        get: operations["listModelConfigVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model_cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A model's cards, newest first */
        get: operations["listModelCards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model_card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One card, the newest unless `file` names another */
        get: operations["getModelCard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every indicator, flat or grouped; always complete, never paged */
        get: operations["getIndicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many indicators can be computed, and which can't yet */
        get: operations["getIndicatorStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators/compute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One indicator over a file of bars or a source */
        post: operations["computeIndicator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Meaning, parameters, outputs and needed data of one indicator */
        get: operations["getIndicator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicator_sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicator sets of every pack, or of one */
        get: operations["listIndicatorSets"];
        put?: never;
        /** Writes an indicator set after checking each of its indicators */
        post: operations["createIndicatorSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicator_set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One indicator set, by name or by the model that uses it */
        get: operations["getIndicatorSet"];
        /** Writes an indicator set, as the next version of the one that is there */
        put: operations["putIndicatorSet"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A model's policy in force, or an earlier one */
        get: operations["getPolicy"];
        /** Stores a policy, as a new version unless `bump_version` is false */
        put: operations["putPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schema errors, effective execution and guard checks of a policy */
        get: operations["explainPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/validate_policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as /policy/explain */
        get: operations["validatePolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matrix/build": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts a build; an equal matrix is served from the store */
        post: operations["buildMatrix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matrix/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rows, QA, missing values, label balance and leakage, with nothing kept */
        post: operations["previewMatrix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matrix/{matrix_sha}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a stored matrix holds; not its rows */
        get: operations["getMatrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/build_matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Builds and waits */
        post: operations["buildMatrixNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/build_stock_matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Builds a matrix of one stock and waits */
        post: operations["buildStockMatrixNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview_matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same as /matrix/preview */
        post: operations["previewMatrixNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/build_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Builds, newest first */
        get: operations["listBuildRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/build_runs/{build_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One build, with its result once completed */
        get: operations["getBuildRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/build_runs/{build_run_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress of a build, until it ends */
        get: operations["streamBuildRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fits a model and waits; with `Prefer respond-async` it answers at once
         * @description A fit needs no gate. The model carries its last verdict, or `not_evaluated`.
         */
        post: operations["trainModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promotes backtests, leaderboard rows or selections to trained models
         * @description All jobs are taken or none. Each trains a model with the very settings of its backtest, on its data. What has not
         *     passed its gate is refused with GATE_FAILED unless `override` has a confirmation and a tag, which are kept. An equal
         *     job of before, done or on its way, is answered unless `force`.
         */
        post: operations["submitTrainBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training jobs, newest first */
        get: operations["listTrainJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One training job */
        get: operations["getTrainJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress of a training job, until it ends */
        get: operations["streamTrainJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a training job */
        post: operations["cancelTrainJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/train/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues a training job that failed, was canceled or was left again */
        post: operations["retryTrainJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/training_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trainings, newest first */
        get: operations["listTrainingRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/training_runs/{training_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One training */
        get: operations["getTrainingRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Class probabilities for the rows of a file */
        post: operations["predictScores"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backtests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backtests, newest first */
        get: operations["listBacktests"];
        put?: never;
        /**
         * Starts a purged walk-forward backtest
         * @description Give `model_id`, or `csv` with its columns. `thresholds` and `top_pct` exclude each other.
         */
        post: operations["createBacktest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backtests/{backtest_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One backtest, with its result once completed */
        get: operations["getBacktest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backtests/{backtest_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress of a backtest, until it ends */
        get: operations["streamBacktest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Backtests and waits */
        post: operations["runBacktestNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backtest_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as GET /backtests */
        get: operations["listBacktestRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Starts a sweep of every threshold set and top_pct over every hours set
         * @description Variants stand under `sweep`, or beside it as the earlier backend had them. Without any, the model's template
         *     gives them, else the threshold sets 0.50,0.52,0.54 and 0.55,0.60,0.65. An equal sweep is answered with the first.
         */
        post: operations["startSweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a sweep would take, from a short probe
         * @description Takes the request of `/sweeps/run`. A few rounds are fitted and a variant is evaluated; nothing is started or stored. Refuses a window, source or ticker whose matrix the sweep would build first.
         */
        post: operations["planSweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sweeps, newest first */
        get: operations["listSweeps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sweep with its best rows */
        get: operations["getSweep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a sweep is, with the rows that are done */
        get: operations["getSweepStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A sweep's rows, gate first, then score */
        get: operations["listSweepResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of each variant, in the order in which they are tried */
        get: operations["listSweepLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress of a sweep, until it ends */
        get: operations["streamSweep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a sweep; finished rows stay */
        post: operations["cancelSweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on with a canceled or failed sweep, keeping finished rows */
        post: operations["resumeSweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/backtest_sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sweeps and waits */
        post: operations["runSweepNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lineage/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a run or matrix is made of, and what was made of it */
        get: operations["getLineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Completed backtests, gate first, then score */
        get: operations["listLeaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/selections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Selections, newest first */
        get: operations["listSelections"];
        put?: never;
        /** Keeps leaderboard rows for training */
        post: operations["createSelection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/selections/{selection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One selection */
        get: operations["getSelection"];
        put?: never;
        post?: never;
        /** Removes a selection; the backtests stay */
        delete: operations["deleteSelection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signals, newest day first, then by rank */
        get: operations["listSignals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live metrics of one model over a period */
        get: operations["getSignalSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models by live Sharpe, then return, over one period */
        get: operations["listSignalLeaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of signals, oldest first
         * @description One record of each signal, and one of each position that was taken without one.
         */
        get: operations["listSignalLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What became of signals, from a file or as rows
         * @description All of it is kept or nothing. A cell that is empty says nothing; what was kept before cannot become something else. The same rows again change nothing.
         */
        post: operations["importFills"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Today's signals of a model at a threshold, with brackets
         * @description Keeps each signal once, as the beginning of its live record.
         */
        post: operations["createAlerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ranks a universe of tickers by a scanner's scores, and keeps the best as signals of the day
         * @description With `Accept: text/event-stream` it is told how far it is: each `data:` line is a `ScanEvent`, and the last has the answer or the error. Who leaves such a stream cancels the scan, of which nothing is kept then, unless it was done before.
         */
        post: operations["runScan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calibrate_thresholds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The score threshold that lets about `top_n` rows pass */
        post: operations["calibrateThresholds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calibrate_brackets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop and target multiples nearest to a wanted reward-to-risk ratio */
        post: operations["calibrateBrackets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/options_overlay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Option contracts for a day's stock signals */
        post: operations["createOptionsOverlay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/option_signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Option signals, newest day first */
        get: operations["listOptionSignals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/options/expirations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Weekly expirations of a ticker, and whether their chains are known
         * @description Fridays, or the session before where that is a holiday, on or after `start`, which is today in New York when absent.
         */
        get: operations["getExpirations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stored files, newest first */
        get: operations["listArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reads every stored file and compares it with its hash
         * @description Changes nothing. Tells of files that a row refers to and that are missing, changed or unreadable; and of files that no row refers to and that are older than an hour, whole or half-written.
         */
        post: operations["verifyArtifacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Removes stored files that no row refers to
         * @description Removes files that no row refers to, and what killed writes left, when they are older than an hour. Files that a row refers to are never touched.
         */
        post: operations["collectArtifacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of one stored file */
        get: operations["getArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests that changed something, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assistant/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers a question, cites its sources and proposes; never acts unconfirmed */
        post: operations["queryAssistant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs of every kind, newest first */
        get: operations["listAdminJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues a job that failed, was canceled or was left again */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a job */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user's limits and what is used of them */
        get: operations["getQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a user's standing limits, or overrides them until a time */
        patch: operations["updateQuotas"];
        trace?: never;
    };
    "/admin/quotas/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a user has used */
        get: operations["getQuotaUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/risk-profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Risk budgets of a pack, or of every pack */
        get: operations["getRiskProfiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Stores a new version of a risk budget */
        patch: operations["updateRiskProfile"];
        trace?: never;
    };
    "/admin/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packs with their metadata */
        get: operations["listAdminPacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/packs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a pack's metadata */
        patch: operations["updatePack"];
        trace?: never;
    };
    "/admin/indicator_sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicator sets of every pack, or of one */
        get: operations["listAdminIndicatorSets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Model templates, drafts too */
        get: operations["listAdminTemplates"];
        put?: never;
        /** Stores a template as a draft */
        post: operations["createTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a draft */
        patch: operations["updateTemplate"];
        trace?: never;
    };
    "/admin/templates/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a draft as the next version */
        post: operations["publishTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Feature flags */
        get: operations["listFlags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Turns a feature on or off */
        patch: operations["updateFlag"];
        trace?: never;
    };
    "/admin/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Database, migrations, cache, workers, queue and disk */
        get: operations["getAdminHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was changed by whom, newest first */
        get: operations["listAdminAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a user's role */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/admin/users/{id}/rotate_token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a user's tokens, and makes one in their place, which is shown once */
        post: operations["rotateUserToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/diagnostics/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs the checks of /healthz and of sigma doctor now */
        post: operations["runDiagnostics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/logs/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last lines of the log, secrets masked */
        get: operations["tailLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description UUIDv7 text */
        Id: string;
        /** Format: date-time */
        Timestamp: string;
        Sha: string;
        NullableNumber: number | null;
        NullableText: string | null;
        /** @enum {string} */
        RiskProfile: "conservative" | "balanced" | "aggressive";
        /** @enum {string} */
        RunStatus: "queued" | "running" | "completed" | "failed" | "canceled";
        /** @description conservative, balanced or aggressive, in any case */
        RiskProfileText: string;
        /** @description file inside the workspace or a folder of data.roots */
        InputFile: string;
        /** @description file inside the workspace */
        OutputFile: string;
        /** @description sample, synthetic, polygon, csv:FILE or parquet:FILE; else that of the pack */
        Source: string;
        /** @description hours of the exchange, a list or comma-separated; empty: all */
        HoursInput: string | number[] | null;
        /** @description probabilities, a list or comma-separated */
        ThresholdsInput: string | number[];
        /** @description share of rows above 0 up to 1, a number or text */
        TopPctInput: number | string | null;
        /** @enum {string|null} */
        Calibration: "none" | "sigmoid" | "isotonic" | null;
        /** @description else the cores; results do not depend on it */
        Threads: number;
        Seed: number;
        Tag: string;
        Warnings: string[];
        Free: {
            [key: string]: unknown;
        };
        /** @description milliseconds by part; total_ms is the whole */
        Timings: {
            [key: string]: number;
        };
        OkAnswer: {
            /** @constant */
            ok: true;
        };
        Page: {
            /** @constant */
            ok: true;
            /** @description rows that match the filters */
            total: number;
            limit: number;
            offset: number;
            /** @description null at the end */
            next_offset: number | null;
            warnings?: components["schemas"]["Warnings"];
        };
        /** @enum {string} */
        ErrorCode: "INVALID_PARAM" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "CONFLICT" | "UNPROCESSABLE" | "GATE_FAILED" | "QUOTA_EXCEEDED" | "RATE_LIMITED" | "INTERNAL" | "NOT_IMPLEMENTED" | "UNAVAILABLE" | "TIMEOUT";
        FieldError: {
            field: string;
            issue: string;
            /** @description 1-based line of a file */
            line?: number;
        };
        ErrorBody: {
            code: components["schemas"]["ErrorCode"];
            /** @description what failed, and why */
            message: string;
            /** @description what to do about it */
            next?: string;
            details?: {
                field_errors?: components["schemas"]["FieldError"][];
                reasons?: string[];
            } & {
                [key: string]: unknown;
            };
        };
        ErrorEnvelope: {
            /** @constant */
            ok: false;
            /** @description a text, with `error_info` beside it, where `legacy.errors` is set */
            error: components["schemas"]["ErrorBody"] | string;
            error_info?: components["schemas"]["ErrorBody"];
            request_id: string;
        };
        Period: {
            start: components["schemas"]["NullableText"];
            end: components["schemas"]["NullableText"];
        };
        DateWindow: {
            /** Format: date */
            start: string;
            /** Format: date */
            end: string;
        };
        /** @description One `data:` line of an event stream */
        JobEvent: {
            status: components["schemas"]["RunStatus"];
            progress: number;
            /** @description what is being done */
            step?: string;
            completed?: number;
            total?: number;
            message?: string;
            /** @description boosting rounds done in the fit that runs; 0 while its features are binned */
            round?: number;
            /** @description rounds of that fit; early stopping may need fewer */
            rounds?: number;
            /** @description its mean loss on the training rows, looked at 20 times in a fit at most */
            loss?: number | null;
            /** @description that on the rows held out for early stopping */
            held_out_loss?: number | null;
            /** @description until the work ends, if it goes on as it has */
            seconds_left?: number;
            error?: components["schemas"]["ErrorBody"] | null;
        };
        OpenapiDocument: {
            openapi: string;
            info: {
                [key: string]: unknown;
            };
            paths: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        RootAnswer: {
            /** @constant */
            ok: true;
            name: string;
            version: string;
            endpoints: string[];
        };
        /** @enum {string} */
        HealthState: "ok" | "warn" | "error";
        HealthAnswer: {
            /** @constant */
            ok: true;
            service: string;
            version: string;
            now: components["schemas"]["Timestamp"];
            api?: components["schemas"]["HealthState"];
            db?: components["schemas"]["HealthState"];
            data?: components["schemas"]["HealthState"];
        };
        HealthCheck: {
            /** @enum {string} */
            status: "ok" | "warn" | "error" | "skipped";
            value?: unknown;
            message?: string;
            /** @description what to do about it */
            next?: string;
        };
        HealthChecks: {
            [key: string]: components["schemas"]["HealthCheck"];
        };
        HealthzAnswer: {
            /** @constant */
            ok: true;
            healthy: boolean;
            checks: components["schemas"]["HealthChecks"];
            /** @description messages of the checks that failed */
            errors: {
                [key: string]: string;
            };
        };
        ReadyAnswer: {
            /** @constant */
            ok: true;
            /** @constant */
            ready: true;
            checks: components["schemas"]["HealthChecks"];
        };
        Pack: {
            id: string;
            meta: components["schemas"]["Free"];
            /**
             * @description where it was found
             * @enum {string}
             */
            source?: "built-in" | "workspace";
            /** @description what an administrator says over the file */
            metadata?: components["schemas"]["Free"];
            /** @description 1 is that of the file alone */
            metadata_version?: number;
            updated_at?: components["schemas"]["NullableText"];
            updated_by?: components["schemas"]["NullableText"];
        };
        PackList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Pack"][];
            packs: components["schemas"]["Pack"][];
            count: number;
        };
        PackDetail: components["schemas"]["Pack"] & {
            indicator_sets: components["schemas"]["IndicatorSetRow"][];
            templates: components["schemas"]["Template"][];
            models: string[];
        };
        PackAnswer: {
            /** @constant */
            ok: true;
            pack: components["schemas"]["PackDetail"];
        };
        Template: {
            template_id: string;
            name: string;
            pack?: string;
            horizon?: components["schemas"]["NullableText"];
            cadence?: components["schemas"]["NullableText"];
            template_version?: number | string | null;
            description?: string;
            tags?: string[];
        };
        TemplateList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Template"][];
            templates: components["schemas"]["Template"][];
            count: number;
        };
        ModelRow: {
            id: string;
            pack_id: string;
            ticker?: components["schemas"]["NullableText"];
            asset_type?: components["schemas"]["NullableText"];
            horizon?: components["schemas"]["NullableText"];
            cadence?: components["schemas"]["NullableText"];
            indicator_set?: components["schemas"]["NullableText"];
            /** @description where its bars come from */
            source?: components["schemas"]["NullableText"];
            /** @description what its matrix is made of beside bars; not every source holds it */
            needs?: string[];
        };
        ModelList: components["schemas"]["Page"] & {
            rows: components["schemas"]["ModelRow"][];
            models: components["schemas"]["ModelRow"][];
            count: number;
        };
        /** @description Give `template_id`, or `ticker` */
        ModelRequest: {
            template_id?: string;
            name?: string;
            risk_profile?: components["schemas"]["RiskProfileText"];
            ticker?: string;
            /**
             * @description opt unless given
             * @enum {string}
             */
            asset_type?: "opt" | "options" | "option" | "eq" | "equity" | "equities" | "stock" | "stocks";
            /**
             * @description 0dte unless given
             * @enum {string}
             */
            horizon?: "0dte" | "intraday" | "swing" | "long";
            /**
             * @description hourly unless given
             * @enum {string}
             */
            cadence?: "5m" | "15m" | "hourly" | "daily";
            /** @description gbm unless given */
            algo?: string;
            variant?: string;
            /** @description the template's, else that of the horizon */
            pack_id?: string;
            indicator_set_name?: string;
        };
        ModelCreated: {
            /** @constant */
            ok: true;
            model_id: string;
            pack_id: string;
            message: string;
            path?: string;
            lineage?: components["schemas"]["FileLineage"];
            warnings?: components["schemas"]["Warnings"];
        };
        /** @description A model of a pack; the fields that Sigma reads, others are kept */
        ModelConfig: {
            model_id?: string;
            ticker?: components["schemas"]["NullableText"];
            asset_type?: string;
            horizon?: string;
            cadence?: string;
            indicator_set?: components["schemas"]["NullableText"];
            /** @description gbm or xgb */
            model?: string;
            task?: string;
            hyperparams?: components["schemas"]["Free"];
            features?: unknown[] | {
                [key: string]: unknown;
            };
            label?: components["schemas"]["Free"];
            labels?: components["schemas"]["Free"];
            train_window?: components["schemas"]["Free"];
            notes?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description Give `config`, `policy_patch` or both */
        ModelPatch: {
            pack_id?: string;
            config?: components["schemas"]["ModelConfig"];
            /** @description fields of the policy, which becomes a new version */
            policy_patch?: components["schemas"]["Free"];
            /** @description config_sha of the config that was looked at; CONFLICT when another one is in force */
            expected_sha?: components["schemas"]["Sha"];
            /** @description checked and compared as if it were written, and nothing is */
            dry_run?: boolean;
        };
        ModelPatched: {
            /** @constant */
            ok: true;
            model_id: string;
            pack_id: string;
            path: string;
            config: components["schemas"]["ModelConfig"];
            /** @description of the bytes of the file */
            config_sha: components["schemas"]["Sha"];
            /** @description of the config; null for one that was never changed here */
            version: number | null;
            /** @description of the config */
            changes: components["schemas"]["Changes"];
            /** @description null where the policy is as it was */
            policy: components["schemas"]["PolicyChanged"] | null;
            warnings?: components["schemas"]["Warnings"];
        };
        PolicyChanged: {
            version: number;
            policy_sha: components["schemas"]["Sha"];
            changes: components["schemas"]["Changes"];
        };
        /** @description Fields that differ, by path; without from what is new, without to what is gone */
        Changes: {
            field: string;
            from?: unknown;
            to?: unknown;
        }[];
        ModelConfigAnswer: {
            /** @constant */
            ok: true;
            config: components["schemas"]["ModelConfig"];
            /** @description the file as it is written */
            config_yaml?: string;
            config_sha?: components["schemas"]["Sha"];
            path?: string;
            /** @description null for a file that no version has been kept of */
            version?: number | null;
        };
        ModelConfigVersionRow: {
            version: number;
            /** @description whether it is what the file says */
            in_force: boolean;
            created_at: components["schemas"]["Timestamp"];
            /** @description null for a file that was found: one of Sigma, or edited by hand */
            created_by: string | null;
            config_sha: components["schemas"]["Sha"];
            /** @description from the version before */
            changes: components["schemas"]["Changes"];
        };
        ModelConfigVersionList: components["schemas"]["Page"] & {
            rows: components["schemas"]["ModelConfigVersionRow"][];
            count: number;
        };
        ModelConfigRequest: {
            pack_id?: string;
            model_id: string;
            config?: components["schemas"]["ModelConfig"];
            /** @description the same as a text of YAML, which is written as it is */
            config_yaml?: string;
            /** @description config_sha of the config that was looked at; CONFLICT when another one is in force */
            expected_sha?: components["schemas"]["Sha"];
            /** @description checked and compared as if it were written, and nothing is */
            dry_run?: boolean;
        };
        ModelDetail: {
            /** @constant */
            ok: true;
            model_id: string;
            pack_id: string;
            config: components["schemas"]["ModelConfig"];
            config_yaml: string;
            indicator_set?: components["schemas"]["NullableText"];
            indicators?: components["schemas"]["IndicatorSpec"][];
            policy: components["schemas"]["Policy"] | null;
            policy_json?: components["schemas"]["NullableText"];
            /** @enum {string} */
            policy_source: "model" | "pack" | "missing";
            policy_valid: boolean;
            policy_errors: string[];
            execution_effective: components["schemas"]["Execution"];
            risk_profile?: components["schemas"]["RiskProfile"];
            risk_budget?: components["schemas"]["RiskBudget"];
            lineage?: components["schemas"]["FileLineage"];
        };
        ModelPerformance: {
            /** @constant */
            ok: true;
            live: {
                period: components["schemas"]["Period"];
                metrics: components["schemas"]["LiveMetrics"] | null;
            };
            /** @description the one that the newest promoted model speaks by, else the newest */
            backtest: {
                id: components["schemas"]["Id"];
                started_at: components["schemas"]["NullableText"];
                metrics: components["schemas"]["Metrics"] | null;
            } | null;
            /** @description the live Sharpe ratio beside what the backtest leads to expect */
            comparison?: {
                /** @description 95 % of stretches of the backtest that are as long, a year */
                expected: number[] | null;
                sessions: number;
                /** @enum {string|null} */
                verdict: "inside" | "below" | "above" | null;
                /** @description why it is not judged */
                why: string | null;
            } | null;
            warnings?: components["schemas"]["Warnings"];
        };
        ModelCardRow: {
            file: string;
            created_at: components["schemas"]["Timestamp"];
            event: string;
            path: string;
        };
        ModelCardList: components["schemas"]["Page"] & {
            rows: components["schemas"]["ModelCardRow"][];
            cards: components["schemas"]["ModelCardRow"][];
            count: number;
        };
        ModelCardAnswer: {
            /** @constant */
            ok: true;
            json: components["schemas"]["Free"];
            markdown: components["schemas"]["NullableText"];
            json_path: string;
            md_path: components["schemas"]["NullableText"];
        };
        IndicatorSpec: {
            name: string;
            params?: components["schemas"]["Free"];
        };
        IndicatorRow: {
            name: string;
            category: string;
            subcategory: string;
            params: string[];
            doc: string;
        };
        IndicatorCatalogue: {
            /** @constant */
            ok: true;
            count: number;
            indicators?: components["schemas"]["IndicatorRow"][];
            /** @description names by category and subcategory */
            groups?: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
        };
        IndicatorStatus: {
            /** @constant */
            ok: true;
            count: number;
            load_errors: {
                file: string;
                error: string;
                where?: string;
            }[];
        };
        IndicatorParam: {
            name: string;
            default?: unknown;
            min?: number;
            max?: number;
            integer?: boolean;
            type?: string;
            choices?: unknown[];
        };
        IndicatorDetail: {
            /** @constant */
            ok: true;
            name: string;
            aliases?: string[];
            version: number;
            category: string;
            subcategory: string;
            doc: string;
            formula?: string;
            /** @description paper or book */
            source?: string;
            units?: string;
            params: components["schemas"]["IndicatorParam"][];
            needs: string[];
            /** @description columns with the default parameters */
            outputs: string[];
            /** @description bars before the first value with the default parameters */
            warm_up?: number;
        };
        /** @description Give `csv`, or `source` */
        IndicatorComputeRequest: {
            name: string;
            params?: components["schemas"]["Free"];
            csv?: components["schemas"]["InputFile"];
            source?: components["schemas"]["Source"];
            ticker?: string;
            /**
             * @default daily
             * @enum {string}
             */
            cadence?: "5m" | "15m" | "hourly" | "daily";
            /** Format: date */
            start?: string;
            /** Format: date */
            end?: string;
        };
        IndicatorValues: {
            /** @constant */
            ok: true;
            name?: string;
            params?: components["schemas"]["Free"];
            ts: string[];
            columns: {
                [key: string]: (number | null)[];
            };
        };
        IndicatorSetRow: {
            name: string;
            pack_id?: string;
            /** @enum {string} */
            scope?: "pack" | "model";
            model_id?: components["schemas"]["NullableText"];
            /** @description how many */
            indicators?: number;
            version?: number;
        };
        IndicatorSetList: components["schemas"]["Page"] & {
            rows: components["schemas"]["IndicatorSetRow"][];
            indicator_sets: components["schemas"]["IndicatorSetRow"][];
            sets?: components["schemas"]["IndicatorSetRow"][];
            groups?: {
                group: string;
                indicators: string[];
            }[];
            count: number;
        };
        IndicatorSetData: {
            name?: string;
            version?: number;
            description?: string;
            /** @description a name, or an object of name and parameters */
            indicators: (string | {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        IndicatorSetRequest: {
            pack_id: string;
            /** @enum {string} */
            scope: "pack" | "model";
            model_id?: string;
            name: string;
            indicators: (string | {
                [key: string]: unknown;
            })[];
        };
        IndicatorSetWritten: {
            /** @constant */
            ok: true;
            count: number;
            message: string;
            path?: string;
            version?: number;
        };
        IndicatorSetAnswer: {
            /** @constant */
            ok: true;
            data: components["schemas"]["IndicatorSetData"];
        };
        IndicatorSetPut: {
            pack_id: string;
            /** @enum {string} */
            scope: "pack" | "model";
            model_id?: string;
            name?: string;
            data: components["schemas"]["IndicatorSetData"];
            /** @description above the one of before; the next unless given */
            version?: number;
        };
        /** @description Keys may also stand under `policy` */
        Policy: {
            name?: string;
            version?: number;
            description?: string;
            risk?: components["schemas"]["Free"];
            execution?: components["schemas"]["Free"];
            alerting?: components["schemas"]["Free"];
            risk_profile?: string;
            risk_budget?: components["schemas"]["Free"];
        } & {
            [key: string]: unknown;
        };
        Execution: {
            slippage_bps: number;
            commission_bps?: number;
            size_by_conf: boolean;
            conf_cap: number;
            momentum_gate: boolean;
            momentum_min: number;
            momentum_column: string;
            brackets?: components["schemas"]["Brackets"];
            options?: {
                /** @description of 100 shares, at entry and at exit; 0 unless given */
                commission_per_contract?: number;
                selection?: components["schemas"]["OptionSelection"];
            };
        };
        Brackets: {
            enabled?: boolean;
            mode?: string;
            entry_mode?: string;
            atr_period?: number;
            atr_mult_stop?: number;
            atr_mult_target?: number;
            time_stop_minutes?: number;
            min_rr?: number;
            regime_adjust?: boolean;
        };
        OptionSelection: {
            target_delta?: number;
            dte_target?: components["schemas"]["NullableNumber"];
            min_oi?: number;
            min_vol?: components["schemas"]["NullableNumber"];
            spread_width?: number;
            weekly_ok?: boolean;
        };
        PolicyAnswer: {
            /** @constant */
            ok: true;
            policy: components["schemas"]["Policy"];
            version: number | null;
            /** @enum {string} */
            source?: "model" | "pack";
            policy_sha?: components["schemas"]["Sha"];
        };
        PolicyRequest: {
            model_id: string;
            pack_id?: string;
            policy: components["schemas"]["Policy"];
            /** @description true unless given */
            bump_version?: boolean;
        };
        PolicyStored: {
            /** @constant */
            ok: true;
            version: number;
            policy_sha?: components["schemas"]["Sha"];
            changes?: components["schemas"]["Changes"];
        };
        PolicyExplain: {
            /** @constant */
            ok: true;
            /** @description schema_ok and checks.ok */
            valid: boolean;
            schema_ok: boolean;
            schema_errors: string[];
            execution_effective: components["schemas"]["Execution"];
            checks: {
                ok: boolean;
                errors: string[];
                warnings: string[];
            };
            path: components["schemas"]["NullableText"];
            /** @description all errors of schema and checks */
            errors: string[];
            version?: number | null;
            risk_profile?: components["schemas"]["RiskProfile"];
            risk_budget?: components["schemas"]["RiskBudget"];
        };
        /** @description Limits that a run is held to; an absent one is not checked */
        RiskBudget: {
            min_trades?: number;
            min_trades_per_year?: number;
            /** @description fraction */
            max_drawdown_pct?: number;
            es95_mult?: number;
            /** @description fraction of mid */
            spread_pct_max?: number;
            oi_min?: number;
            volume_min?: number;
            fill_rate_min?: number;
            sharpe_min?: number;
            calmar_min?: number;
            min_sessions?: number;
            /** @description basis points */
            adv_bps_max?: number;
            /** @description mean daily sum of absolute weight changes */
            turnover_max?: number;
            /** @description share of the margin of an account */
            margin_usage_max?: number;
            dsr_min?: number;
            oos_loss_probability_max?: number;
            pbo_max?: number;
            /** @description loss of a day, in units of risk, after which nothing more is to be opened; backtests do not trade by it */
            daily_loss_cap_R?: number;
            allowed_hours?: string;
        };
        /** @description Limits that replace those of the profile */
        RiskBudgetInput: {
            min_trades?: number;
            min_trades_per_year?: number;
            /** @description fraction */
            max_drawdown_pct?: number;
            es95_mult?: number;
            /** @description fraction of mid */
            spread_pct_max?: number;
            oi_min?: number;
            volume_min?: number;
            fill_rate_min?: number;
            sharpe_min?: number;
            calmar_min?: number;
            min_sessions?: number;
            /** @description basis points */
            adv_bps_max?: number;
            /** @description mean daily sum of absolute weight changes */
            turnover_max?: number;
            /** @description share of the margin of an account */
            margin_usage_max?: number;
            dsr_min?: number;
            oos_loss_probability_max?: number;
            pbo_max?: number;
        };
        /** @description SHA-256 of the files that a model is made of, and of what its risk profile says */
        FileLineage: {
            risk_profile?: components["schemas"]["RiskProfile"];
            risk_sha?: components["schemas"]["NullableText"];
            pack_sha?: components["schemas"]["NullableText"];
            indicator_set_sha?: components["schemas"]["NullableText"];
            model_config_sha?: components["schemas"]["NullableText"];
            policy_sha?: components["schemas"]["NullableText"];
            template_id?: components["schemas"]["NullableText"];
            template_version?: number | string | null;
        };
        /** @description What a run is made of */
        Lineage: components["schemas"]["FileLineage"] & {
            matrix_sha: string;
            config_sha?: components["schemas"]["NullableText"];
            risk_profile: components["schemas"]["RiskProfile"];
            risk_sha: string;
            model_sha?: components["schemas"]["NullableText"];
            /** @description the backtest of a promoted model */
            promoted_from?: components["schemas"]["NullableText"];
            engine_version?: string;
        };
        /** @description Columns of a foreign file; numeric ones are features unless named otherwise */
        ColumnMap: {
            time?: string;
            /** @description which instrument a row is about; a column called ticker or symbol unless given. Several share the capital of a run */
            ticker?: string;
            /** @description a class, or the number that a regression learns */
            target?: string;
            /** @description forward return; ret_fwd unless given */
            return?: string;
            /** @description how much each row counts in a fit, from 0 on; a weight of 2 is two rows */
            weights?: string;
            /** @description price, to value positions close to close */
            close?: string;
            features?: string[];
            exclude?: string[];
        };
        /** @description a name such as fwd_ret_5d or close_to_open, or an object {kind, horizon, …} */
        LabelInput: string | {
            [key: string]: unknown;
        } | null;
        /** @description Give `model_id`, or for a preview `csv` with its columns alone; the window as `date_window`, or as `start` and `end` */
        MatrixRequest: {
            model_id?: string;
            pack_id?: string;
            ticker?: string | null;
            /** @description several instruments on the same times, instead of those of the model */
            tickers?: string[];
            date_window?: components["schemas"]["DateWindow"];
            /** Format: date */
            start?: string;
            /** Format: date */
            end?: string;
            source?: components["schemas"]["Source"];
            csv?: components["schemas"]["InputFile"];
            columns?: components["schemas"]["ColumnMap"];
            /** @description bars of the forward return of a csv */
            horizon?: number;
            features?: string[];
            hours_filter?: components["schemas"]["HoursInput"];
            allowed_hours?: components["schemas"]["HoursInput"];
            label_def?: components["schemas"]["LabelInput"];
            label_kind?: components["schemas"]["LabelInput"];
            /** @description width of the flat band in sigmas; else the band of the model, which may have none */
            k_sigma?: number;
            /** @description width of the flat band in basis points */
            fixed_bp?: number | null;
            /** @description strikes on each side; taken, and used by a build of 0DTE option flow only */
            distance_max?: number;
            /** @description add the preview to the run */
            preview?: boolean;
            /** @description a preview also answers its pictures */
            plots?: boolean;
            /** @description taken, and not used */
            max_rows?: number;
            /** @enum {string} */
            format?: "parquet" | "csv";
            /** @description a copy as CSV inside the workspace */
            out_csv?: string | null;
            dump_raw?: boolean;
            raw_out?: string | null;
            risk_profile?: components["schemas"]["RiskProfileText"];
            tag?: components["schemas"]["Tag"];
            /** @description build again although an equal matrix is stored */
            force?: boolean;
            threads?: components["schemas"]["Threads"];
            seed?: components["schemas"]["Seed"];
        };
        /** @description Shares of the labelled rows with a return of at least 0 and below, or rows and percent by class */
        LabelBalance: {
            pos?: number;
            neg?: number;
            classes?: {
                [key: string]: {
                    rows: number;
                    pct: number;
                };
            };
        };
        /** @description Mean and deviation by period, ret_fwd first, then features by falling shift */
        DriftSummary: {
            periods: {
                label: string;
                rows: number;
            }[];
            columns: {
                column: string;
                mean: components["schemas"]["NullableNumber"][];
                std: components["schemas"]["NullableNumber"][];
                /** @description each period's mean less that of the window, in standard deviations of the window */
                z?: components["schemas"]["NullableNumber"][];
                /** @description the largest of them, whatever its sign */
                shift: components["schemas"]["NullableNumber"];
            }[];
        };
        /** @description Rank correlations of ret_fwd (or of the classes of a file) and the features with one another */
        MatrixCorrelation: {
            /** @constant */
            method: "spearman";
            /** @description what is to be foreseen first */
            columns: string[];
            /** @description a row for each column; null where one of the two does not vary */
            rho: components["schemas"]["NullableNumber"][][];
            rows: number;
            /** @description fewer than rows where all would take too long: then spread evenly */
            rows_used: number;
            /** @description features beyond the 200 that go most with what is to be foreseen */
            left_out: number;
            /** @description the features that say the same most nearly */
            pairs: {
                a: string;
                b: string;
                rho: number;
            }[];
        };
        /** @description Percentage of missing values by column and period (months, years or tenths of the rows) */
        MatrixMissingness: {
            periods: {
                label: string;
                rows: number;
            }[];
            columns: {
                column: string;
                pct: number[];
            }[];
        };
        /** @description Pictures as SVG text */
        MatrixPlots: {
            correlation: string;
            missingness: string;
            drift: string;
        };
        MatrixProfile: {
            features: number;
            rows: number;
            label_balance: components["schemas"]["LabelBalance"];
            nan_pct: number;
        };
        RunAccepted: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            /** @description an equal request came before; this is its run */
            deduplicated: boolean;
            warnings?: components["schemas"]["Warnings"];
        };
        BuildAnswer: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
            matrix_sha: components["schemas"]["Sha"];
            matrix_cached: boolean;
            out_csv: components["schemas"]["NullableText"];
            rows: number;
            profile: components["schemas"]["MatrixProfile"];
            preview?: components["schemas"]["MatrixPreview"];
            lineage?: components["schemas"]["Lineage"];
            deduplicated?: boolean;
            timings?: components["schemas"]["Timings"];
            warnings?: components["schemas"]["Warnings"];
        };
        MatrixMeta: {
            matrix_sha: components["schemas"]["Sha"];
            pack_id?: string;
            model_id?: string;
            /** @description universe where there are several */
            ticker?: components["schemas"]["NullableText"];
            /** @description of a matrix of several */
            tickers?: string[];
            rows: number;
            columns: string[];
            features: string[];
            label?: components["schemas"]["Free"];
            window?: components["schemas"]["Period"];
            hours?: number[] | null;
            source?: string;
            data_sha?: string;
            profile?: components["schemas"]["MatrixProfile"];
            leakage?: components["schemas"]["LeakageReport"];
            preview?: components["schemas"]["MatrixPreview"];
            /** @description its file, or the first of them */
            uri?: string;
            /** @description its files in the order of their rows, where it is several */
            partitions?: string[];
            size_bytes?: number;
            created_at?: components["schemas"]["Timestamp"];
        };
        MatrixAnswer: {
            /** @constant */
            ok: true;
            matrix: components["schemas"]["MatrixMeta"];
        };
        /** @enum {string} */
        LeakageVerdict: "green" | "yellow" | "red";
        /** @description A feature that may know the future */
        LeakageFlag: {
            column: string;
            /** @description of a matrix of several */
            ticker?: string;
            verdict: components["schemas"]["LeakageVerdict"];
            /** @enum {string} */
            check: "truncation" | "correlation";
            /** @description reason why the pack lets it pass */
            accepted?: string | null;
            /** @description rank correlation with the forward return */
            rho?: number;
            /** @description ret_fwd; of a file with classes target, or the class told from the others */
            against?: string;
            /** @description of row t with the return of row t + shift */
            shift?: number;
            /** @description independent labels */
            m?: number;
            limit?: number;
            /** @description first row that differs when later bars are taken away; null for a bar that gave no row */
            row?: number | null;
            session?: string;
            /** @description with later bars at hand */
            value?: components["schemas"]["NullableNumber"];
            /** @description without them */
            value_truncated?: components["schemas"]["NullableNumber"];
            /** @description the last session that was left */
            cut_session?: string;
        };
        LeakageReport: {
            verdict: components["schemas"]["LeakageVerdict"];
            findings: components["schemas"]["LeakageFlag"][];
            /** @description the strongest of each feature, whatever its size */
            correlations?: {
                column: string;
                rho: components["schemas"]["NullableNumber"];
                against?: string;
                shift: number;
                m: number;
                yellow: components["schemas"]["NullableNumber"];
                red: components["schemas"]["NullableNumber"];
            }[];
            /** @description what was looked at, and what stayed out of sight */
            checked: string;
        };
        QaCheck: {
            ok: boolean;
            violations?: number;
            neg_pct?: number;
            off_pct?: number;
            out_of_range_pct?: number;
            /** @description columns that were checked */
            checked?: string[] | number;
        };
        MatrixQa: {
            ok: boolean;
            monotonic_time: components["schemas"]["QaCheck"];
            non_negative_vol: components["schemas"]["QaCheck"];
            session_alignment: components["schemas"]["QaCheck"];
            iv_sanity: components["schemas"]["QaCheck"];
            nan: {
                warn: string[];
                fail: string[];
            };
        };
        MatrixPreview: {
            /** @constant */
            ok: true;
            rows: number;
            labelled_rows?: number;
            columns?: string[];
            features: string[];
            label_balance: components["schemas"]["LabelBalance"];
            nan_pct: number;
            qa: components["schemas"]["MatrixQa"];
            nan_stats: {
                column: string;
                nan_pct: number;
            }[];
            leakage_flags: components["schemas"]["LeakageFlag"][];
            leakage?: components["schemas"]["LeakageReport"];
            coverage_by_hour?: {
                hour: number;
                rows: number;
                labelled?: number;
            }[];
            drift_summary?: components["schemas"]["DriftSummary"];
            correlation?: components["schemas"]["MatrixCorrelation"];
            missingness?: components["schemas"]["MatrixMissingness"];
            plots?: components["schemas"]["MatrixPlots"];
            warn: string[];
            fail: string[];
            window?: components["schemas"]["Period"];
            warnings?: components["schemas"]["Warnings"];
        };
        /** @description What builds, trainings and backtests have in common */
        Run: {
            id: components["schemas"]["Id"];
            pack_id: string;
            model_id: string;
            status: components["schemas"]["RunStatus"];
            progress?: number;
            tag?: components["schemas"]["NullableText"];
            created_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["NullableText"];
            finished_at?: components["schemas"]["NullableText"];
            params?: components["schemas"]["Free"];
            lineage?: components["schemas"]["Lineage"] | null;
            timings?: components["schemas"]["Timings"];
            error?: components["schemas"]["ErrorBody"] | null;
            warnings?: components["schemas"]["Warnings"];
        };
        BuildRun: components["schemas"]["Run"] & {
            matrix_sha?: components["schemas"]["NullableText"];
            matrix_cached?: boolean;
            metrics?: {
                [key: string]: unknown;
            } | null;
            profile?: components["schemas"]["MatrixProfile"];
            preview?: components["schemas"]["MatrixPreview"];
            leakage?: components["schemas"]["LeakageReport"];
            out_csv_uri?: components["schemas"]["NullableText"];
            uri?: components["schemas"]["NullableText"];
            /** @description bars that the matrix was made from */
            bars?: number;
            /** @description bars of these that an earlier matrix did not have */
            bars_computed?: number;
            /** @description matrix_sha of that earlier one */
            continued_from?: components["schemas"]["NullableText"];
        };
        BuildRunList: components["schemas"]["Page"] & {
            rows: components["schemas"]["BuildRun"][];
        };
        BuildRunDetail: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
        } & components["schemas"]["BuildRun"];
        /** @description Of the gradient-boosted trees; else those of the model's config */
        Hyperparams: {
            rounds?: number;
            depth?: number;
            /** @description most leaves of a tree; 0: as many as its depth allows */
            max_leaves?: number;
            /**
             * @description what is split next: all nodes of a depth, or the leaf that gains most, which needs max_leaves
             * @enum {string}
             */
            growth?: "depth" | "leaf";
            rate?: number;
            lambda?: number;
            alpha?: number;
            gamma?: number;
            min_child_weight?: number;
            subsample?: number;
            /** @description of the features for each tree */
            column_sample?: number;
            /** @description of those of the tree for each depth */
            column_sample_by_level?: number;
            max_bins?: number;
            /** @description null: none, whatever the model's config says */
            early_stopping_rounds?: number | null;
            /** @description direction by feature */
            monotone?: {
                [key: string]: -1 | 0 | 1;
            };
        };
        /** @description Give `model_id`, or `csv` with its columns */
        TrainRequest: {
            model_id?: string;
            pack_id?: string;
            matrix_sha?: components["schemas"]["Sha"];
            csv?: components["schemas"]["InputFile"] | null;
            columns?: components["schemas"]["ColumnMap"];
            /** @description the same as columns.target */
            target?: string | null;
            horizon?: number;
            source?: components["schemas"]["Source"];
            /** Format: date */
            start?: string;
            /** Format: date */
            end?: string;
            allowed_hours?: components["schemas"]["HoursInput"];
            calibration?: components["schemas"]["Calibration"];
            /** @description asks for metrics of rows that the scoring model has not seen */
            inner_folds?: number;
            hyperparams?: components["schemas"]["Hyperparams"];
            /**
             * @description what the model says: the probability of each class unless given, or by squared error the target of a file as a number, else the forward return
             * @enum {string}
             */
            objective?: "classes" | "squared";
            /** @description model file inside the workspace */
            model_out?: string | null;
            risk_profile?: components["schemas"]["RiskProfileText"];
            tag?: components["schemas"]["Tag"];
            force?: boolean;
            threads?: components["schemas"]["Threads"];
            seed?: components["schemas"]["Seed"];
        };
        /** @description Of the scores that `metrics_basis` names */
        FitMetrics: {
            [key: string]: number | null;
        };
        /**
         * @description whether the scoring models had not seen the rows, or the model scored the rows it was fitted on
         * @enum {string}
         */
        MetricsBasis: "out_of_fold" | "training";
        /**
         * @description How much a feature matters to the model. What is said of its splits is what XGBoost's `get_score` says by the same
         *     names; the columns of a one-hot feature are added up.
         */
        FeatureImportance: {
            feature: string;
            /** @description number of splits on it */
            weight: number;
            /** @description mean loss reduction of a split */
            gain: number;
            /** @description loss reduction of all its splits */
            total_gain: number;
            /** @description share of the total gain of all features */
            gain_share: number;
            /** @description mean sum of hessians of the rows that a split parts */
            cover: number;
            /** @description the sum over its splits */
            total_cover: number;
            /** @description mean rise of the log loss of held-out rows when the feature is shuffled among them */
            loss_increase: number | null;
            /** @description standard deviation of the rise over the repeats */
            loss_increase_spread: number | null;
        };
        Importance: {
            /** @description The rows that features were shuffled on; null where the model has seen every row */
            held_out: {
                /**
                 * @description rows of folds, each scored by a fit without them; or those that early stopping watched
                 * @enum {string}
                 */
                basis: "out_of_fold" | "held_out";
                rows: number;
                repeats: number;
                /** @description before shuffling and before any calibration */
                log_loss: number;
            } | null;
            /** @description by falling rise of the loss, or total gain where that is not known */
            features: components["schemas"]["FeatureImportance"][];
        };
        ReliabilityBin: {
            from: number;
            to: number;
            rows: number;
            mean_score: number;
            /** @description share of the rows that are of the class */
            observed: number;
            /** @description where the true share lies at 95 % (Wilson) */
            lower: number;
            upper: number;
        };
        ReliabilityTable: {
            rows: number;
            /** @description mean over rows of the distance of mean score and observed share in the row's bin */
            expected_calibration_error: number;
            /** @description of rising scores; those without rows are left out */
            bins: components["schemas"]["ReliabilityBin"][];
        };
        /** @description Bins of equal count, and of equal width */
        ReliabilityTables: {
            by_count: components["schemas"]["ReliabilityTable"];
            by_width: components["schemas"]["ReliabilityTable"];
        };
        /**
         * @description Whether scores are probabilities: of rows that score p, a share of p should be of the class. One entry for the
         *     second of two classes, of more classes one for each. The calibration was fitted on the very scores of `calibrated`.
         */
        Reliability: {
            basis: components["schemas"]["MetricsBasis"];
            classes: {
                class: string;
                raw: components["schemas"]["ReliabilityTables"];
                calibrated: components["schemas"]["ReliabilityTables"] | null;
            }[];
        };
        /** @description Pictures as SVG; those of what the run does not know are absent */
        TrainPlots: {
            /** @description features by how much they matter */
            importance?: string;
            /** @description observed share by mean score */
            reliability?: string;
        };
        TrainAnswer: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
            model_id: string;
            pack_id: string;
            model_out: string;
            model_sha?: components["schemas"]["Sha"];
            rows: number;
            features: string[];
            classes?: string[];
            calibration?: string;
            metrics?: components["schemas"]["FitMetrics"];
            metrics_basis?: components["schemas"]["MetricsBasis"];
            importance?: components["schemas"]["Importance"];
            reliability?: components["schemas"]["Reliability"];
            gate_state?: components["schemas"]["GateState"];
            lineage?: components["schemas"]["Lineage"];
            deduplicated?: boolean;
            timings?: components["schemas"]["Timings"];
            warnings?: components["schemas"]["Warnings"];
        };
        JobAccepted: {
            /** @constant */
            ok: true;
            job_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            deduplicated?: boolean;
            warnings?: components["schemas"]["Warnings"];
        };
        /** @description What is promoted; a row of the leaderboard has the id of its backtest */
        TrainOrigin: {
            backtest_id?: components["schemas"]["Id"];
            selection_id?: components["schemas"]["Id"];
        };
        /** @description As an earlier answer gave it */
        LineageInput: {
            [key: string]: unknown;
        };
        /**
         * @description Names a backtest or a selection by `from`, or a backtest by `model_id`, `config` and `lineage` as an answer gave
         *     them. Whatever else is said has to be so: the gate judged no other settings.
         */
        TrainJobRequest: {
            model_id?: string;
            pack_id?: string;
            from?: components["schemas"]["TrainOrigin"];
            config?: components["schemas"]["ConfigInput"];
            lineage?: components["schemas"]["LineageInput"];
            algorithm?: string;
            calibration?: components["schemas"]["Calibration"];
            hyperparams?: components["schemas"]["Hyperparams"];
            seed?: components["schemas"]["Seed"];
            tag?: components["schemas"]["Tag"];
        };
        TrainBatchRequest: {
            jobs: components["schemas"]["TrainJobRequest"][];
            override?: {
                /** @description why a failed gate is overridden */
                confirmation: string;
                tag: string;
            };
            force?: boolean;
        };
        TrainBatchAccepted: {
            /** @constant */
            ok: true;
            job_ids: components["schemas"]["Id"][];
            /** @description the same, in the same order */
            jobs: {
                job_id: components["schemas"]["Id"];
                backtest_id: components["schemas"]["Id"];
                model_id: string;
                pack_id: string;
                status: components["schemas"]["RunStatus"];
                gate_state: components["schemas"]["GateState"];
                deduplicated: boolean;
            }[];
            warnings: components["schemas"]["Warnings"];
        };
        /**
         * @description What the gate said: of a promotion's backtest when it was asked for, of a fit the verdict on the model's newest
         *     backtest on the same data
         * @enum {string}
         */
        GateState: "not_evaluated" | "passed" | "failed" | "overridden";
        /** @description Why a gate was overridden, by which tag, and what it held against the backtest */
        GateOverride: {
            confirmation: string;
            tag: string;
            reasons: string[];
        };
        TrainJob: {
            job_id: components["schemas"]["Id"];
            /**
             * @description a fit needs no gate
             * @enum {string}
             */
            kind?: "fit" | "promotion";
            /** @description how often it was asked for */
            attempt?: number;
            /** @description the backtest of a promotion */
            promoted_from?: components["schemas"]["NullableText"];
            /** @description that it came from */
            selection_id?: components["schemas"]["NullableText"];
            gate_state?: components["schemas"]["GateState"];
            override?: components["schemas"]["GateOverride"] | null;
            model_id: string;
            pack_id: string;
            status: components["schemas"]["RunStatus"];
            progress: number;
            submitted_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["NullableText"];
            completed_at?: components["schemas"]["NullableText"];
            algorithm?: string;
            seed?: number | null;
            tag?: components["schemas"]["NullableText"];
            config?: components["schemas"]["ConfigTuple"] | null;
            lineage?: components["schemas"]["Lineage"] | null;
            metrics?: {
                [key: string]: unknown;
            } | null;
            training_run_id?: components["schemas"]["NullableText"];
            error?: components["schemas"]["ErrorBody"] | null;
        };
        TrainJobList: components["schemas"]["Page"] & {
            rows: components["schemas"]["TrainJob"][];
        };
        TrainJobDetail: components["schemas"]["OkAnswer"] & components["schemas"]["TrainJob"];
        TrainingRun: components["schemas"]["Run"] & {
            metrics?: components["schemas"]["FitMetrics"] | null;
            metrics_basis?: components["schemas"]["MetricsBasis"];
            warnings?: components["schemas"]["Warnings"];
            features?: string[] | null;
            rows?: number | null;
            classes?: string[];
            calibration?: string;
            model_out_uri?: components["schemas"]["NullableText"];
            model_sha?: components["schemas"]["NullableText"];
            gate_state?: components["schemas"]["GateState"];
            /** @description the backtest whose settings it was trained with; null for a fit */
            promoted_from?: components["schemas"]["NullableText"];
            override?: components["schemas"]["GateOverride"] | null;
        };
        TrainingRunList: components["schemas"]["Page"] & {
            rows: components["schemas"]["TrainingRun"][];
        };
        TrainingRunDetail: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
            importance?: components["schemas"]["Importance"];
            reliability?: components["schemas"]["Reliability"];
            plots?: components["schemas"]["TrainPlots"];
        } & components["schemas"]["TrainingRun"];
        /** @description Give `model_id`, `run_id` or `model_file`; and `csv`, or `matrix_sha` */
        PredictRequest: {
            model_id?: string;
            pack_id?: string;
            run_id?: components["schemas"]["Id"];
            model_file?: components["schemas"]["InputFile"];
            csv?: components["schemas"]["InputFile"];
            matrix_sha?: components["schemas"]["Sha"];
            columns?: components["schemas"]["ColumnMap"];
            out?: components["schemas"]["OutputFile"];
            /** @description without `out`, so many rows of scores at most; all rows are scored */
            limit?: number;
            /**
             * @description also what each feature adds to the score of each row, in columns `c_FEATURE` and `bias`, which add up to the
             *     margin (log odds) before any calibration; of more than two classes `c_FEATURE:CLASS` and `bias:CLASS`
             */
            contributions?: boolean;
            threads?: components["schemas"]["Threads"];
        };
        PredictAnswer: {
            /** @constant */
            ok: true;
            model: string;
            rows: number;
            columns: string[];
            out?: string;
            /** @description without `out`, the rows in the order of `columns` */
            scores?: (number | string | null)[][];
            timings?: components["schemas"]["Timings"];
            warnings?: components["schemas"]["Warnings"];
        };
        /** @description A config as answers give it, or in an older spelling; a field may stand here or beside it */
        ConfigInput: {
            /** @enum {string} */
            kind?: "thr" | "thresholds" | "top_pct";
            value?: string | number | number[];
            allowed_hours?: components["schemas"]["HoursInput"];
            splits?: number;
            embargo?: number;
            /** @enum {string} */
            cv?: "walk_forward" | "cpcv";
            cpcv_groups?: number;
            cpcv_test_groups?: number;
            calibration?: components["schemas"]["Calibration"];
            momentum_gate?: boolean | null;
            momentum_min?: number | null;
            momentum_column?: string | null;
            slippage_bps?: number | null;
            commission_bps?: number | null;
            size_by_conf?: boolean | null;
            conf_cap?: number | null;
            /**
             * @description how several tickers share the capital; equal unless given
             * @enum {string|null}
             */
            allocation?: "equal" | "inverse_vol" | null;
            /** @description of several tickers: largest sum of |weight|, a share of the capital; 1 unless given */
            max_exposure?: number | null;
            long_only?: boolean;
            brackets?: components["schemas"]["BracketsInput"];
            options?: components["schemas"]["OptionsInput"];
            rolling?: boolean;
            inner_folds?: number;
            hyperparams?: components["schemas"]["Hyperparams"];
            per_hour_thresholds?: boolean;
            per_hour_select_by?: components["schemas"]["ThresholdMeasure"];
            seed?: components["schemas"]["Seed"];
            tag?: string | null;
        };
        /** @description What a report shows, as data */
        ReportAnswer: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "backtest" | "sweep" | "train";
            verdict: components["schemas"]["NullableText"];
            report: components["schemas"]["Free"];
        };
        ConfigTuple: {
            /** @enum {string} */
            kind: "thr" | "top_pct";
            /** @description "0.55,0.60,0.65" or "0.15" */
            value: string;
            allowed_hours?: components["schemas"]["NullableText"];
            splits?: number;
            embargo?: number;
            /** @enum {string} */
            cv?: "walk_forward" | "cpcv";
            /** @description blocks of cpcv */
            cpcv_groups?: number;
            /** @description blocks that are tested together */
            cpcv_test_groups?: number;
            calibration?: string;
            momentum_gate?: boolean;
            momentum_min?: number;
            momentum_column?: string;
            slippage_bps?: number;
            commission_bps?: number;
            size_by_conf?: boolean;
            conf_cap?: number;
            /**
             * @description of runs over several tickers
             * @enum {string}
             */
            allocation?: "equal" | "inverse_vol";
            /** @description of runs over several tickers */
            max_exposure?: number;
            long_only?: boolean;
            /** @description where positions leave before their horizon; absent without them */
            brackets?: components["schemas"]["Brackets"];
            /** @description how options were bought; absent where none were */
            options?: components["schemas"]["OptionsInput"];
            rolling?: boolean;
            inner_folds?: number;
            hyperparams?: components["schemas"]["Hyperparams"];
            /** @description only where thresholds are chosen by hour */
            per_hour_thresholds?: boolean;
            per_hour_select_by?: components["schemas"]["ThresholdMeasure"];
            seed?: number;
            tag?: components["schemas"]["NullableText"];
        };
        /**
         * @description what the chosen threshold of an hour has most of
         * @enum {string}
         */
        ThresholdMeasure: "sharpe" | "cum_ret" | "trades";
        /** @description true for the policy's brackets, or values that replace some of them */
        BracketsInput: boolean | {
            atr_period?: number;
            atr_mult_stop?: number;
            atr_mult_target?: number;
            /** @description minutes of trading, of which a day has 390; 0 for no time stop */
            time_stop_minutes?: number;
            /** @description least atr_mult_target / atr_mult_stop */
            min_rr?: number;
        };
        /** @description How a model of options buys them; what is left out is the policy’s, the share of equity the profile’s */
        OptionsInput: {
            /** @description share of equity that a position of size 1 pays as premium */
            risk_per_trade?: number;
            /** @description fewest contracts open after the session before; 0 for no limit */
            min_oi?: number;
            /** @description least implied volatility, annualised; 0 for no limit */
            min_vol?: number;
            /** @description of 100 shares, on both sides */
            commission_per_contract?: number;
        };
        /** @description How the trades of a run with brackets left */
        BracketExits: {
            /** @description trades by reason; together they are all trades of the run */
            exits: {
                open_at_end: number;
                horizon: number;
                session_end: number;
                time: number;
                stop: number;
                target: number;
            };
            /** @description of these the ones that left at an open beyond the stop or the target, at that open */
            gaps: {
                stop: number;
                target: number;
            };
            /** @description trades whose bar touched both; the stop was assumed first */
            ambiguous_trades: number;
            /** @description bars in which that happened */
            ambiguous_bars: number;
        };
        /** @description What a run that bought options came to beside its returns */
        OptionTrades: {
            /** @description decisions to buy that had a bar to be filled in */
            wanted: number;
            filled: number;
            /** @description decisions not filled by reason: no_contract, no_quote or a guard; one may have several */
            unfilled: {
                [key: string]: number;
            };
            /** @description filled trades by how they were left */
            exits: {
                quote: number;
                /** @description at their intrinsic value */
                expiry: number;
                /** @description nobody quoted them any more */
                last_bid: number;
                /** @description marked at their last bid */
                open_at_end: number;
            };
            median_spread_pct: components["schemas"]["NullableNumber"];
            oi_min_observed: components["schemas"]["NullableNumber"];
            volume_min_observed: components["schemas"]["NullableNumber"];
        };
        /** @description Give `model_id`, or `csv` with its columns; what is left out is taken from the policy */
        BacktestRequest: {
            model_id?: string;
            pack_id?: string;
            matrix_sha?: components["schemas"]["Sha"];
            csv?: components["schemas"]["InputFile"] | null;
            columns?: components["schemas"]["ColumnMap"];
            /** @description the same as columns.target */
            target?: string | null;
            /** @description bars of the forward return of a csv */
            horizon?: number;
            periods_per_year?: number;
            source?: components["schemas"]["Source"];
            ticker?: string;
            /** Format: date */
            start?: string;
            /** Format: date */
            end?: string;
            config?: components["schemas"]["ConfigInput"];
            thresholds?: components["schemas"]["ThresholdsInput"] | null;
            top_pct?: components["schemas"]["TopPctInput"];
            /** @description a backtest or variant of a sweep whose trial is done again, on its data; beside it stand tag, force, threads, audit, report, risk_profile and risk_budget_overrides alone */
            from_trial?: components["schemas"]["Id"];
            /** @description 5 unless given */
            splits?: number;
            /** @description share of the decisions; 0 unless given */
            embargo?: number;
            /**
             * @description walk_forward unless given
             * @enum {string}
             */
            cv?: "walk_forward" | "cpcv";
            /** @description with cv cpcv only, instead of splits; 6 unless given */
            cpcv_groups?: number;
            /** @description with cv cpcv only; 2 unless given */
            cpcv_test_groups?: number;
            /** @description train on a window of equal length instead of all before */
            rolling?: boolean;
            /** @description 5 unless given */
            inner_folds?: number;
            allowed_hours?: components["schemas"]["HoursInput"];
            calibration?: components["schemas"]["Calibration"];
            hyperparams?: components["schemas"]["Hyperparams"];
            slippage_bps?: number | null;
            commission_bps?: number | null;
            size_by_conf?: boolean | null;
            conf_cap?: number | null;
            /**
             * @description how several tickers share the capital; equal unless given
             * @enum {string|null}
             */
            allocation?: "equal" | "inverse_vol" | null;
            /** @description of several tickers: largest sum of |weight|, a share of the capital; 1 unless given */
            max_exposure?: number | null;
            momentum_gate?: boolean | null;
            momentum_min?: number | null;
            momentum_column?: string | null;
            /**
             * @description next_open unless given, of which next_session_open is an older spelling; session_close for close_to_open labels
             * @enum {string}
             */
            entry_mode?: "next_open" | "next_session_open" | "session_close";
            long_only?: boolean;
            brackets?: components["schemas"]["BracketsInput"];
            options?: components["schemas"]["OptionsInput"];
            /** @description choose a threshold for each hour of decisions */
            per_hour_thresholds?: boolean;
            /** @description with per_hour_thresholds only; sharpe unless given */
            per_hour_select_by?: components["schemas"]["ThresholdMeasure"];
            risk_profile?: components["schemas"]["RiskProfileText"];
            risk_budget_overrides?: components["schemas"]["RiskBudgetInput"];
            /** @description make a sample of the decisions again from data cut at each of them; the run fails when one differs */
            audit?: boolean;
            /** @description draws its page and its picture when it is done, and stores them with it */
            report?: boolean;
            /** @description true unless given */
            save?: boolean;
            tag?: components["schemas"]["Tag"];
            /** @description run again although an equal one is stored */
            force?: boolean;
            threads?: components["schemas"]["Threads"];
            seed?: components["schemas"]["Seed"];
        };
        /** @description Out of sample and net; undefined is null, with the reason in `unavailable`. max_dd, es95 and avg_loss are magnitudes */
        Metrics: {
            sharpe?: components["schemas"]["NullableNumber"];
            /** @description per bar */
            sharpe_hourly?: number | null;
            sortino?: components["schemas"]["NullableNumber"];
            cum_return?: components["schemas"]["NullableNumber"];
            cagr?: components["schemas"]["NullableNumber"];
            max_dd?: components["schemas"]["NullableNumber"];
            calmar?: components["schemas"]["NullableNumber"];
            es95?: components["schemas"]["NullableNumber"];
            es95_trades?: components["schemas"]["NullableNumber"];
            avg_loss?: components["schemas"]["NullableNumber"];
            win_rate?: components["schemas"]["NullableNumber"];
            trades?: number | null;
            trades_independent?: components["schemas"]["NullableNumber"];
            trades_per_year?: components["schemas"]["NullableNumber"];
            closed_trades?: number;
            losing_trades?: number;
            /** @description decisions that wanted a position */
            signals?: number;
            /** @description of these those without a bar to be filled in */
            signals_unfilled?: number;
            exposure?: components["schemas"]["NullableNumber"];
            turnover?: components["schemas"]["NullableNumber"];
            fill_rate?: components["schemas"]["NullableNumber"];
            median_spread_pct?: components["schemas"]["NullableNumber"];
            oi_min_observed?: components["schemas"]["NullableNumber"];
            volume_min_observed?: components["schemas"]["NullableNumber"];
            adv_bps?: components["schemas"]["NullableNumber"];
            /** @description mean of label less earned return of closed trades */
            label_minus_earned?: number | null;
            /** @description share of the test rows that top_pct selected */
            top_pct_realised?: number | null;
            fold_sharpe_std?: components["schemas"]["NullableNumber"];
            periods_per_year?: components["schemas"]["NullableNumber"];
            bars?: number;
            sessions?: number;
            /** @description reason by metric */
            unavailable?: {
                [key: string]: string;
            };
        };
        Gate: {
            pass: boolean;
            reasons: string[];
            /** @description each reason as a sentence */
            plain?: string[];
            details?: {
                /** @description the reason that this limit gives */
                code?: string;
                limit: string;
                observed: number | string | null;
                required: number | string;
            }[];
            not_applied?: {
                limit: string;
                why: string;
            }[];
        };
        /** @description Of session returns, and of how much was tried on the same data */
        Statistics: {
            psr?: components["schemas"]["NullableNumber"];
            dsr?: components["schemas"]["NullableNumber"];
            /** @description Sharpe per session that chance alone would reach */
            sr_star?: number | null;
            /** @description sessions needed */
            min_trl?: number | null;
            sharpe_session?: components["schemas"]["NullableNumber"];
            skewness?: components["schemas"]["NullableNumber"];
            kurtosis?: components["schemas"]["NullableNumber"];
            sessions?: number | null;
            /** @description tried on this data and label so far */
            trials?: number;
            /** @description the same, corrected for their correlation */
            trials_effective?: number | null;
            trials_at_run?: number | null;
            ledger_seq?: number | null;
            pbo?: components["schemas"]["NullableNumber"];
            oos_loss_probability?: components["schemas"]["NullableNumber"];
            cscv_blocks?: number | null;
            /** @description 95 % by stationary bootstrap, a year; in details only */
            sharpe_interval?: number[] | null;
        };
        /** @description Of the inner out-of-fold scores of a fold's training part; in top_pct_result, of the test fold itself */
        ThresholdResult: {
            fold: number;
            /** @description whose decisions alone were traded; with per_hour_thresholds only */
            hour?: number;
            thr: components["schemas"]["NullableNumber"];
            cum_ret: components["schemas"]["NullableNumber"];
            sharpe_hourly: components["schemas"]["NullableNumber"];
            sharpe?: components["schemas"]["NullableNumber"];
            trades: number;
            /** @description enough trades to be chosen */
            eligible?: boolean;
            chosen?: boolean;
        };
        BacktestResult: {
            threshold_results: components["schemas"]["ThresholdResult"][];
            /** @description of a run by top_pct, its best test fold by sharpe; `thr` is the cut-off that it traded on */
            top_pct_result: components["schemas"]["ThresholdResult"] | null;
        };
        /** @description The threshold of the decisions of one hour of New York */
        HourChoice: {
            hour: number;
            value: components["schemas"]["NullableNumber"];
            /** @description none was eligible */
            flat: boolean;
            reason?: string;
        };
        /** @description What a fold traded on */
        Choice: {
            fold: number;
            /** @enum {string} */
            kind: "thr" | "top_pct";
            /** @description threshold, or the score cut-off of top_pct */
            value: number | null;
            /** @description none was eligible */
            flat?: boolean;
            reason?: string;
            /** @description with per_hour_thresholds, instead of value */
            by_hour?: components["schemas"]["HourChoice"][];
        };
        BacktestFold: {
            fold: number;
            train_start?: components["schemas"]["NullableText"];
            train_end?: components["schemas"]["NullableText"];
            test_start: string;
            test_end: string;
            rows_train: number;
            rows_test: number;
            purged?: number;
            embargoed?: number;
            chosen?: components["schemas"]["NullableNumber"];
            thr_used?: components["schemas"]["NullableNumber"];
            /** @description with per_hour_thresholds, instead of chosen */
            chosen_by_hour?: components["schemas"]["HourChoice"][];
            /** @description score that a row had to reach with top_pct */
            cutoff?: number | null;
            flat?: boolean;
            flat_reason?: components["schemas"]["NullableText"];
            selected_share?: components["schemas"]["NullableNumber"];
            bars?: number;
            sharpe?: components["schemas"]["NullableNumber"];
            sharpe_hourly?: components["schemas"]["NullableNumber"];
            sortino?: components["schemas"]["NullableNumber"];
            max_dd?: components["schemas"]["NullableNumber"];
            cum_ret?: components["schemas"]["NullableNumber"];
            /** @description of the closed trades decided in the fold that won or lost */
            win_rate?: number | null;
            trades?: number;
        };
        /** @description rows after a test block were trained on, as cpcv does; a gate judges such a run only where the policy sets gate_cv: cpcv */
        NonCausal: boolean;
        /** @description One path of cpcv, a whole run over the sample */
        BacktestPath: {
            path: number;
            /** @description the path of median Sharpe ratio */
            headline: boolean;
            metrics: components["schemas"]["Metrics"];
        };
        /** @description A part of a run, with the metrics of a run. Sums are added up bar by bar, and those of a table's groups add up to the whole run's */
        GroupResult: {
            group: string;
            /** @description net */
            sum_return: number;
            sum_gross: number;
            sum_cost: number;
            sharpe: components["schemas"]["NullableNumber"];
            sharpe_hourly?: components["schemas"]["NullableNumber"];
            sortino?: components["schemas"]["NullableNumber"];
            /** @description compounded; folds and years compound to the whole run */
            cum_return: number | null;
            cagr?: components["schemas"]["NullableNumber"];
            max_dd: components["schemas"]["NullableNumber"];
            calmar?: components["schemas"]["NullableNumber"];
            es95?: components["schemas"]["NullableNumber"];
            es95_trades?: components["schemas"]["NullableNumber"];
            avg_loss?: components["schemas"]["NullableNumber"];
            win_rate: components["schemas"]["NullableNumber"];
            /** @description decided in the group */
            trades: number;
            trades_independent?: components["schemas"]["NullableNumber"];
            trades_per_year?: components["schemas"]["NullableNumber"];
            closed_trades?: number;
            losing_trades?: number;
            signals?: number;
            signals_unfilled?: number;
            exposure?: components["schemas"]["NullableNumber"];
            turnover?: components["schemas"]["NullableNumber"];
            psr?: components["schemas"]["NullableNumber"];
            min_trl?: components["schemas"]["NullableNumber"];
            label_minus_earned?: components["schemas"]["NullableNumber"];
            bars: number;
            sessions?: number;
            /** @description reason by figure */
            unavailable?: {
                [key: string]: string;
            };
        };
        /** @description A run taken apart; a variant of a sweep has none */
        Breakdown: {
            /** @description by the fold in which decisions were made */
            by_fold?: components["schemas"]["GroupResult"][];
            by_year: components["schemas"]["GroupResult"][];
            by_side: components["schemas"]["GroupResult"][];
            /** @description by the hour of New York in which a decision was made */
            by_hour: components["schemas"]["GroupResult"][] | null;
            by_hour_unavailable: components["schemas"]["NullableText"];
            /** @description of a run over several tickers; each with what it added to the whole, its own costs among it */
            by_ticker?: components["schemas"]["GroupResult"][];
        };
        /** @description Of a run that was asked for one, and passed it; a run that does not pass fails, and says what differed */
        Audit: {
            /** @description made again */
            decisions: number;
            folds: number;
            features: number;
            /** @description of all folds together */
            training_rows: number;
            checked: string;
            not_checked: string;
        };
        /**
         * @description what `allowed_hours` of the config come from: the request, else what the policy or the risk profile allows, else the hours of the matrix or of the model; null where no hours are left out
         * @enum {string}
         */
        HoursSource: "request" | "policy" | "profile" | "matrix" | "model";
        BacktestRun: components["schemas"]["Run"] & {
            risk_profile?: components["schemas"]["RiskProfile"];
            config?: components["schemas"]["ConfigTuple"] | null;
            metrics?: components["schemas"]["Metrics"] | null;
            gate?: components["schemas"]["Gate"] | null;
            score?: components["schemas"]["NullableNumber"];
            statistics?: components["schemas"]["Statistics"] | null;
            hours_from?: components["schemas"]["HoursSource"] | null;
            non_causal?: components["schemas"]["NonCausal"];
            sweep_id?: components["schemas"]["NullableText"];
            /** @description of all that determines the returns; null before the run is done */
            trial_sha?: components["schemas"]["NullableText"];
            best_sharpe_hourly?: components["schemas"]["NullableNumber"];
            best_cum_ret?: components["schemas"]["NullableNumber"];
            trades_total?: number | null;
            plots_uri?: components["schemas"]["NullableText"];
            data_csv_uri?: components["schemas"]["NullableText"];
        };
        BacktestRunList: components["schemas"]["Page"] & {
            rows: components["schemas"]["BacktestRun"][];
        };
        /** @description Holding what the run traded over its out-of-sample bars; of a sweep's variants, the best row has it */
        Benchmark: {
            /**
             * @description always_long where no prices are known
             * @enum {string}
             */
            kind: "buy_and_hold" | "always_long";
            /** @description of session returns, a year */
            sharpe: number | null;
            cum_return: components["schemas"]["NullableNumber"];
            max_dd: components["schemas"]["NullableNumber"];
            /** @description why a figure is null */
            unavailable?: {
                [key: string]: string;
            };
            /** @description after some of the sessions, for a picture */
            equity?: {
                ts: string;
                equity: number;
            }[];
        };
        /** @description Sharpe ratios, net and a year, of entries at random: as many trades as the run, on the same sides, in the same sizes, held as long */
        RandomEntries: {
            draws: number;
            trades: number;
            long: number;
            short: number;
            mean: components["schemas"]["NullableNumber"];
            std: components["schemas"]["NullableNumber"];
            quantiles: {
                p05: number;
                p25: number;
                p50: number;
                p75: number;
                p95: number;
            } | null;
            /** @description share of the draws that the run beats, ties half */
            percentile: number | null;
            /** @description why there is no percentile */
            unavailable: string | null;
        };
        BacktestDetail: {
            /** @constant */
            ok: true;
            run_id: components["schemas"]["Id"];
        } & components["schemas"]["BacktestRun"] & {
            chosen?: components["schemas"]["Choice"][];
            folds?: components["schemas"]["BacktestFold"][];
            result?: components["schemas"]["BacktestResult"] | null;
            /** @description net results at multiples of the costs */
            costs?: {
                multiple: number;
                sharpe: components["schemas"]["NullableNumber"];
                cum_return: components["schemas"]["NullableNumber"];
                max_dd: components["schemas"]["NullableNumber"];
            }[];
            /** @description net Sharpe ratio of the same trades at costs of 0, 1, 2, 5 and 10 basis points a side */
            cost_curve?: {
                /** @description slippage and commission together */
                bps: number;
                sharpe: components["schemas"]["NullableNumber"];
            }[];
            /** @description models that were fitted for it */
            fits?: number;
            /** @description the gate and what it rests on in one sentence */
            verdict?: string | null;
            /** @description what the returns were earned on */
            return_basis?: string;
            benchmark?: components["schemas"]["Benchmark"] | null;
            random_entries?: components["schemas"]["RandomEntries"] | null;
            leakage?: components["schemas"]["LeakageReport"];
            /** @description a point per session */
            equity?: {
                ts: string;
                equity: number;
            }[];
            /** @description of cpcv; the run's own figures are those of the headline path */
            paths?: components["schemas"]["BacktestPath"][];
            audit?: components["schemas"]["Audit"];
            breakdown?: components["schemas"]["Breakdown"];
            brackets?: components["schemas"]["BracketExits"];
            options?: components["schemas"]["OptionTrades"];
            artifacts?: components["schemas"]["Artifact"][];
            report?: components["schemas"]["NullableText"];
            deduplicated?: boolean;
        };
        Parity: {
            ok: boolean;
            trades: number;
            hit_rate?: components["schemas"]["NullableNumber"];
            avg_rr?: components["schemas"]["NullableNumber"];
            avg_return_pct?: components["schemas"]["NullableNumber"];
            entry_mode?: string;
            atr_mult_stop?: number;
            atr_mult_target?: number;
            time_stop_minutes?: number;
        };
        BacktestLegacyAnswer: components["schemas"]["BacktestDetail"] & {
            parity: components["schemas"]["Parity"] | null;
        };
        ThresholdSets: components["schemas"]["ThresholdsInput"][];
        HoursSets: components["schemas"]["HoursInput"][];
        TopPctSets: (number | string | number[])[];
        MomentumSets: boolean[];
        /** @description instead of splits, each a fit of its own */
        SplitsSets: number[];
        /** @description instead of calibration */
        CalibrationSets: ("none" | "sigmoid" | "isotonic")[];
        /** @description each in the place of what `hyperparams` says of the same names */
        HyperparamsSets: components["schemas"]["Hyperparams"][];
        /** @description names of features of the matrix, a set with its missing flags; an empty set is what the model uses without */
        FeatureSets: string[][];
        HyperparamRange: {
            min: number;
            max: number;
            /** @description drawn evenly by its logarithm */
            log?: boolean;
            /** @description whole numbers alone, as rounds, depth, max_leaves and max_bins always are */
            int?: boolean;
        };
        /** @description with `search` only, instead of `hyperparams`: what is drawn, both ends among it */
        HyperparamRanges: {
            rounds?: components["schemas"]["HyperparamRange"];
            depth?: components["schemas"]["HyperparamRange"];
            max_leaves?: components["schemas"]["HyperparamRange"];
            rate?: components["schemas"]["HyperparamRange"];
            lambda?: components["schemas"]["HyperparamRange"];
            alpha?: components["schemas"]["HyperparamRange"];
            gamma?: components["schemas"]["HyperparamRange"];
            min_child_weight?: components["schemas"]["HyperparamRange"];
            subsample?: components["schemas"]["HyperparamRange"];
            column_sample?: components["schemas"]["HyperparamRange"];
            column_sample_by_level?: components["schemas"]["HyperparamRange"];
            max_bins?: components["schemas"]["HyperparamRange"];
        };
        /** @description Instead of every combination: some that are drawn. Each that is evaluated is a trial, those that halving stops early too */
        SweepSearch: {
            /** @enum {string} */
            kind: "random" | "halving";
            /** @description most trials; of halving, those of all rungs together */
            budget: number;
            /** @description halving keeps one of so many, and gives it so many times the rounds; 3 unless given */
            eta?: number;
            /** @description of what is drawn, and of each fit; that of the sweep unless given */
            seed?: number;
        };
        SweepVariants: {
            thresholds_variants?: components["schemas"]["ThresholdSets"];
            threshold_variants?: components["schemas"]["ThresholdSets"];
            hours_variants?: components["schemas"]["HoursSets"];
            allowed_hours_variants?: components["schemas"]["HoursSets"];
            top_pct_variants?: components["schemas"]["TopPctSets"];
            momentum_gate_variants?: components["schemas"]["MomentumSets"];
            splits_variants?: components["schemas"]["SplitsSets"];
            calibration_variants?: components["schemas"]["CalibrationSets"];
            hyperparams_variants?: components["schemas"]["HyperparamsSets"];
            feature_set_variants?: components["schemas"]["FeatureSets"];
            hyperparams_ranges?: components["schemas"]["HyperparamRanges"];
            search?: components["schemas"]["SweepSearch"];
            splits?: number;
            embargo?: number;
        };
        /** @description Give `model_id`, or `csv` with its columns */
        SweepRequest: {
            model_id?: string;
            pack_id?: string;
            matrix_sha?: components["schemas"]["Sha"];
            csv?: components["schemas"]["InputFile"];
            columns?: components["schemas"]["ColumnMap"];
            horizon?: number;
            periods_per_year?: number;
            source?: components["schemas"]["Source"];
            ticker?: string;
            /** Format: date */
            start?: string | null;
            /** Format: date */
            end?: string | null;
            sweep?: components["schemas"]["SweepVariants"];
            thresholds_variants?: components["schemas"]["ThresholdSets"];
            threshold_variants?: components["schemas"]["ThresholdSets"];
            hours_variants?: components["schemas"]["HoursSets"];
            allowed_hours_variants?: components["schemas"]["HoursSets"];
            top_pct_variants?: components["schemas"]["TopPctSets"];
            momentum_gate_variants?: components["schemas"]["MomentumSets"];
            splits_variants?: components["schemas"]["SplitsSets"];
            calibration_variants?: components["schemas"]["CalibrationSets"];
            hyperparams_variants?: components["schemas"]["HyperparamsSets"];
            feature_set_variants?: components["schemas"]["FeatureSets"];
            hyperparams_ranges?: components["schemas"]["HyperparamRanges"];
            search?: components["schemas"]["SweepSearch"];
            allowed_hours?: components["schemas"]["HoursInput"];
            /** @description 5 unless given */
            splits?: number;
            /** @description share of the decisions; 0 unless given */
            embargo?: number;
            /**
             * @description walk_forward unless given
             * @enum {string}
             */
            cv?: "walk_forward" | "cpcv";
            /** @description with cv cpcv only, instead of splits; 6 unless given */
            cpcv_groups?: number;
            /** @description with cv cpcv only; 2 unless given */
            cpcv_test_groups?: number;
            rolling?: boolean;
            inner_folds?: number;
            calibration?: components["schemas"]["Calibration"];
            hyperparams?: components["schemas"]["Hyperparams"];
            slippage_bps?: number | null;
            commission_bps?: number | null;
            size_by_conf?: boolean | null;
            conf_cap?: number | null;
            /**
             * @description how several tickers share the capital; equal unless given
             * @enum {string|null}
             */
            allocation?: "equal" | "inverse_vol" | null;
            /** @description of several tickers: largest sum of |weight|, a share of the capital; 1 unless given */
            max_exposure?: number | null;
            momentum_gate?: boolean | null;
            momentum_min?: number | null;
            momentum_column?: string | null;
            brackets?: components["schemas"]["BracketsInput"];
            options?: components["schemas"]["OptionsInput"];
            risk_profile?: components["schemas"]["RiskProfileText"];
            risk_budget_overrides?: components["schemas"]["RiskBudgetInput"];
            /** @description leaves rows with fewer out of `runs` */
            min_trades?: number;
            /** @description leaves rows with less out of `runs` */
            min_sharpe?: number | null;
            /** @description true unless given */
            save?: boolean;
            tag?: components["schemas"]["Tag"];
            force?: boolean;
            threads?: components["schemas"]["Threads"];
            /** @description such as 4GB or 512MB: fewer fits at a time, or a refusal, where the sweep would take more; no part of what makes sweeps equal */
            memory_limit?: string;
            /**
             * @description where several processes share their work: how much of the workers it gets beside others, a quarter of, as much as, or four times what a normal one gets; no part of what makes sweeps equal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high";
            seed?: components["schemas"]["Seed"];
        };
        SweepEstimate: {
            /** @constant */
            ok: true;
            trials: number;
            /** @description combinations of fit settings, each fitted once */
            fit_keys: number;
            /** @description models over all folds */
            fits: number;
            seconds: number;
            /** @description peak of the process */
            memory_bytes: number;
            disk_bytes: number;
            probe_ms: number;
            threads: number;
            warnings?: components["schemas"]["Warnings"];
        };
        SweepAccepted: {
            /** @constant */
            ok: true;
            sweep_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            /** @description an equal request came before; this is its sweep */
            deduplicated: boolean;
            variants?: number;
            warnings?: components["schemas"]["Warnings"];
        };
        SweepRow: {
            id: components["schemas"]["Id"];
            pack_id: string;
            model_id: string;
            /** @enum {string} */
            kind: "thr" | "top_pct";
            config: components["schemas"]["ConfigTuple"];
            /** @description of successive halving, from 0; null without it */
            rung?: number | null;
            /** @description the feature set that its models use; null for all of the matrix */
            features?: string[] | null;
            metrics: components["schemas"]["Metrics"];
            lineage: components["schemas"]["Lineage"];
            /** @description null until every variant is done, and for cpcv that no gate judges */
            gate: components["schemas"]["Gate"] | null;
            non_causal?: components["schemas"]["NonCausal"];
            score?: components["schemas"]["NullableNumber"];
            statistics?: components["schemas"]["Statistics"];
            params?: components["schemas"]["Free"];
            csv_uri?: components["schemas"]["NullableText"];
            backtest_run_id?: components["schemas"]["NullableText"];
            error?: components["schemas"]["ErrorBody"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        SweepStatistics: {
            /** @description near 0.5 where all variants are equally good */
            pbo?: number | null;
            oos_loss_probability?: components["schemas"]["NullableNumber"];
            trials?: number;
            trials_effective?: components["schemas"]["NullableNumber"];
            cscv_blocks?: number | null;
            /** @description Hansen's consistent p-value that no variant earns more than nothing */
            spa_p?: number | null;
            spa_p_lower?: components["schemas"]["NullableNumber"];
            spa_p_upper?: components["schemas"]["NullableNumber"];
            /** @description White's */
            reality_check_p?: number | null;
            /** @description why these are null */
            spa_unavailable?: string | null;
            /** @description the best row at the end of the sweep */
            best_run_id?: string | null;
            /** @description 95 % by stationary bootstrap, a year */
            best_sharpe_interval?: number[] | null;
        };
        Sweep: {
            id: components["schemas"]["Id"];
            pack_id: string;
            model_id: string;
            tag?: components["schemas"]["NullableText"];
            risk_profile?: components["schemas"]["RiskProfile"];
            status: components["schemas"]["RunStatus"];
            progress?: components["schemas"]["SweepProgress"];
            /** @description trials, and `from_profile` where sweep_overrides of the risk profile say what the request did not name: thresholds, top_pct, hours */
            spec: components["schemas"]["Free"];
            lineage?: components["schemas"]["Lineage"] | null;
            statistics?: components["schemas"]["SweepStatistics"] | null;
            /** @description of one sweep alone: why it waits, and the next command; null when it does not */
            waiting?: {
                reason: string;
                next: string;
            } | null;
            timings?: components["schemas"]["Timings"];
            error?: components["schemas"]["ErrorBody"] | null;
            created_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["NullableText"];
            finished_at?: components["schemas"]["NullableText"];
        };
        SweepProgress: {
            completed: number;
            total: number;
        };
        SweepList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Sweep"][];
        };
        SweepDetail: {
            /** @constant */
            ok: true;
            sweep_id: components["schemas"]["Id"];
            sweep: components["schemas"]["Sweep"];
            /** @description the best 200; all are at …/results */
            results: components["schemas"]["SweepRow"][];
            passed?: components["schemas"]["VariantsPassed"];
            statistics?: components["schemas"]["SweepStatistics"] | null;
        };
        SweepStatus: {
            /** @constant */
            ok: true;
            sweep_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            progress: components["schemas"]["SweepProgress"];
            results?: components["schemas"]["SweepRow"][];
            statistics?: components["schemas"]["SweepStatistics"] | null;
            error?: components["schemas"]["ErrorBody"] | null;
        };
        SweepResults: components["schemas"]["Page"] & {
            sweep_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            deduplicated?: boolean;
            rows: components["schemas"]["SweepRow"][];
            passed?: components["schemas"]["VariantsPassed"];
            statistics?: components["schemas"]["SweepStatistics"] | null;
            timings?: components["schemas"]["Timings"];
        };
        /** @description variants of the whole sweep that pass their gate, whatever the page and its filter */
        VariantsPassed: number;
        SweepLog: {
            /** @description among the variants, from 0 */
            position: number;
            /** @description of successive halving, from 0 */
            rung: number | null;
            /** @enum {string} */
            kind: "thresholds" | "top_pct" | "other";
            /** @description as of `config.value` of a row */
            value: string | null;
            /** @enum {string} */
            status: "completed" | "failed";
            trial_sha: string;
            backtest_run_id: components["schemas"]["NullableText"];
            sharpe: components["schemas"]["NullableNumber"];
            trades: number | null;
            error: components["schemas"]["ErrorBody"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        SweepLogs: components["schemas"]["Page"] & {
            sweep_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            /** @description what ended the sweep */
            error?: components["schemas"]["ErrorBody"] | null;
            rows: components["schemas"]["SweepLog"][];
        };
        SweepLegacyRun: {
            /** @enum {string} */
            kind: "thresholds" | "top_pct";
            thresholds?: string;
            top_pct?: number;
            allowed_hours: components["schemas"]["NullableText"];
            result: components["schemas"]["BacktestResult"] & {
                _summary: {
                    best_sharpe_hourly: components["schemas"]["NullableNumber"];
                    best_cum_ret: components["schemas"]["NullableNumber"];
                    total_trades: number | null;
                    parity: components["schemas"]["Parity"] | null;
                };
            };
        };
        SweepLegacyAnswer: {
            /** @constant */
            ok: true;
            sweep_id: components["schemas"]["Id"];
            status: components["schemas"]["RunStatus"];
            deduplicated: boolean;
            /** @description the best 200 */
            rows: components["schemas"]["SweepRow"][];
            total: number;
            /** @description the best 10 */
            runs: components["schemas"]["SweepLegacyRun"][];
            /** @description variants */
            count: number;
            /** @description variants that min_trades and min_sharpe let pass */
            filtered: number;
            report_path: components["schemas"]["NullableText"];
            statistics?: components["schemas"]["SweepStatistics"] | null;
            timings?: components["schemas"]["Timings"];
            warnings?: components["schemas"]["Warnings"];
        };
        LeaderboardRow: {
            id: components["schemas"]["Id"];
            rank?: number;
            pack_id: string;
            model_id: string;
            started_at: components["schemas"]["Timestamp"];
            finished_at?: components["schemas"]["NullableText"];
            created_at: components["schemas"]["Timestamp"];
            tag?: components["schemas"]["NullableText"];
            risk_profile?: components["schemas"]["RiskProfile"];
            sweep_id?: components["schemas"]["NullableText"];
            metrics: components["schemas"]["Metrics"];
            config: components["schemas"]["ConfigTuple"];
            lineage: components["schemas"]["Lineage"];
            /** @description null until the run is judged, and for cpcv that no gate judges */
            gate: components["schemas"]["Gate"] | null;
            non_causal?: components["schemas"]["NonCausal"];
            score: components["schemas"]["NullableNumber"];
            statistics?: components["schemas"]["Statistics"];
            params?: components["schemas"]["Free"];
            plots_uri?: components["schemas"]["NullableText"];
            data_csv_uri?: components["schemas"]["NullableText"];
            best_sharpe_hourly: components["schemas"]["NullableNumber"];
            best_cum_ret: components["schemas"]["NullableNumber"];
            trades_total: number | null;
        };
        Leaderboard: components["schemas"]["Page"] & {
            rows: components["schemas"]["LeaderboardRow"][];
            /** @enum {string} */
            order_by: "score" | "sharpe" | "cum_return";
            tag?: components["schemas"]["NullableText"];
        };
        /** @description A backtest by `backtest_id`, or by `model_id`, `config` and `lineage` as an answer gave them */
        SelectionItem: {
            model_id?: string;
            pack_id?: string;
            backtest_id?: components["schemas"]["Id"];
            config?: components["schemas"]["ConfigInput"];
            lineage?: components["schemas"]["LineageInput"];
        };
        SelectionRequest: {
            items: components["schemas"]["SelectionItem"][];
        };
        SelectionCreated: {
            /** @constant */
            ok: true;
            selection_id: components["schemas"]["Id"];
            items: components["schemas"]["SelectedBacktest"][];
        };
        /** @description A backtest as it was when it was selected */
        SelectedBacktest: {
            backtest_id: components["schemas"]["Id"];
            model_id: string;
            pack_id: string;
            config: components["schemas"]["ConfigTuple"];
            lineage: components["schemas"]["Lineage"];
        };
        Selection: {
            selection_id: components["schemas"]["Id"];
            created_at: components["schemas"]["Timestamp"];
            items: components["schemas"]["SelectedBacktest"][];
        };
        SelectionList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Selection"][];
        };
        SelectionDetail: components["schemas"]["OkAnswer"] & components["schemas"]["Selection"];
        LiveMetrics: {
            sharpe?: components["schemas"]["NullableNumber"];
            sortino?: components["schemas"]["NullableNumber"];
            cum_return?: components["schemas"]["NullableNumber"];
            max_dd?: components["schemas"]["NullableNumber"];
            win_rate?: components["schemas"]["NullableNumber"];
            trades?: number | null;
            fill_rate?: components["schemas"]["NullableNumber"];
            /** @description mean |fill − reference|, in the price's unit */
            avg_slippage?: number | null;
            /** @description the same in basis points of the reference */
            avg_slippage_bps?: number | null;
            /** @enum {string|null} */
            capacity?: "Low" | "Medium" | "High" | null;
            /** @description sessions with a signal in per cent of all */
            coverage_pct?: number | null;
            /** @description since the newest signal */
            freshness_sec?: number | null;
            /** @description why a figure is null */
            reasons?: {
                [key: string]: string;
            };
        };
        Signal: {
            id: components["schemas"]["Id"];
            ts?: components["schemas"]["NullableText"];
            date?: components["schemas"]["NullableText"];
            pack_id?: components["schemas"]["NullableText"];
            model_id: string;
            risk_profile?: components["schemas"]["RiskProfile"] | null;
            ticker: string;
            /** @enum {string} */
            side: "long" | "short";
            /** @enum {string} */
            status?: "filled" | "pending" | "canceled" | "error";
            entry_mode?: components["schemas"]["NullableText"];
            entry_ref_px?: components["schemas"]["NullableNumber"];
            fill_px?: components["schemas"]["NullableNumber"];
            slippage?: components["schemas"]["NullableNumber"];
            stop_px?: components["schemas"]["NullableNumber"];
            target_px?: components["schemas"]["NullableNumber"];
            time_stop_minutes?: components["schemas"]["NullableNumber"];
            /** @description what the target promises, in multiples of what the stop risks */
            rr?: number | null;
            /** @description what became of it, in multiples of what was risked */
            rr_result?: number | null;
            pnl?: components["schemas"]["NullableNumber"];
            /** @description of a trained model: the probability of the side */
            score?: number | null;
            threshold?: components["schemas"]["NullableNumber"];
            /** @description share of the capital */
            weight?: number | null;
            training_run_id?: components["schemas"]["NullableText"];
            score_total?: components["schemas"]["NullableNumber"];
            rank?: number | null;
            score_breakout?: components["schemas"]["NullableNumber"];
            score_momentum?: components["schemas"]["NullableNumber"];
            score_trend_quality?: components["schemas"]["NullableNumber"];
            score_alignment?: components["schemas"]["NullableNumber"];
            policy_version?: string | number | null;
            tag?: components["schemas"]["NullableText"];
            lineage?: components["schemas"]["FileLineage"];
            created_at?: components["schemas"]["Timestamp"];
        };
        SignalList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Signal"][];
            count: number;
        };
        SignalPerformance: {
            model_id: string;
            pack_id?: components["schemas"]["NullableText"];
            risk_profile: components["schemas"]["RiskProfile"] | null;
            period: components["schemas"]["Period"];
            metrics: components["schemas"]["LiveMetrics"] | null;
            lineage?: components["schemas"]["Free"];
        };
        SignalSummary: components["schemas"]["OkAnswer"] & components["schemas"]["SignalPerformance"];
        SignalLeaderboard: components["schemas"]["Page"] & {
            rows: components["schemas"]["SignalPerformance"][];
        };
        SignalRecord: {
            /** @description when it was filled, as far as that was told; else when it was decided */
            ts: string;
            model_id: string;
            risk_profile: components["schemas"]["NullableText"];
            ticker: string;
            /** @enum {string} */
            side: "long" | "short";
            entry_ref_px: components["schemas"]["NullableNumber"];
            fill_px: components["schemas"]["NullableNumber"];
            slippage: components["schemas"]["NullableNumber"];
            /** @enum {string} */
            status: "filled" | "pending" | "canceled" | "error";
            /** @description what was earned, in multiples of what the stop risked */
            rr: number | null;
            /** @description what was earned, as a fraction of what was put in */
            pnl: number | null;
            tag: components["schemas"]["NullableText"];
            exit_px: components["schemas"]["NullableNumber"];
            /** @description with which it was entered; else that of the signal */
            stop_px: number | null;
            /** @description null of a position that was taken without a signal */
            signal_id: string | null;
        };
        SignalLog: components["schemas"]["Page"] & {
            rows: components["schemas"]["SignalRecord"][];
        };
        /** @description either `csv` or `rows` */
        FillsRequest: {
            csv?: components["schemas"]["InputFile"];
            rows?: components["schemas"]["Fill"][];
        };
        Fill: {
            /** @description when it was filled or decided, ISO 8601; or the day alone */
            ts: string;
            model_id: string;
            risk_profile?: components["schemas"]["NullableText"];
            ticker: string;
            /** @description long or short */
            side: string;
            entry_ref_px?: components["schemas"]["NullableNumber"];
            fill_px?: components["schemas"]["NullableNumber"];
            slippage?: components["schemas"]["NullableNumber"];
            /** @description pending, filled, canceled or error */
            status: string;
            rr?: components["schemas"]["NullableNumber"];
            pnl?: components["schemas"]["NullableNumber"];
            tag?: components["schemas"]["NullableText"];
            exit_px?: components["schemas"]["NullableNumber"];
            stop_px?: components["schemas"]["NullableNumber"];
            signal_id?: components["schemas"]["NullableText"];
        };
        FillsAnswer: {
            /** @constant */
            ok: true;
            rows: number;
            /** @description records that say something now that they did not before */
            changed: number;
            /** @description positions that belong to no signal, with why; they are kept without one */
            unmatched: {
                where: string;
                model_id: string;
                ticker: string;
                ts: string;
                why: string;
            }[];
            warnings?: components["schemas"]["Warnings"];
        };
        AlertsRequest: {
            model_id: string;
            pack_id?: string;
            threshold?: number;
            allowed_hours?: components["schemas"]["HoursInput"];
            source?: components["schemas"]["Source"];
            /** Format: date */
            date?: string;
            allow_stale?: boolean;
            /** @description also of a model that was never promoted */
            unpromoted?: boolean;
            risk_profile?: components["schemas"]["RiskProfileText"];
            tag?: components["schemas"]["Tag"];
        };
        Alert: {
            /** @description of the signal that is kept; null of one that was held back */
            signal_id: string | null;
            ts: components["schemas"]["Timestamp"];
            model_id: string;
            ticker: string;
            /** @enum {string} */
            side: "long" | "short";
            /** @description above 0, up to 1; less than 1 where the policy sizes by confidence */
            size: number;
            score: number;
            threshold: number;
            /** @description the newest price that was known: the fill lies ahead */
            entry_ref_px: number;
            stop_px: components["schemas"]["NullableNumber"];
            target_px: components["schemas"]["NullableNumber"];
            rr: components["schemas"]["NullableNumber"];
            /** @description the bar after the decision has begun, at whose open a backtest is filled */
            late: boolean;
            /**
             * @description why it was held back
             * @enum {string}
             */
            reason?: "cooldown" | "max_trades_per_day";
        };
        AlertsAnswer: {
            /** @constant */
            ok: true;
            rows: components["schemas"]["Alert"][];
            /** @description signals that the policy's limits hold back */
            held_back: components["schemas"]["Alert"][];
            /** Format: date */
            session: string;
            /** @description decisions of the session that were looked at */
            scored: number;
            /** @description signals that had not been kept before */
            kept: number;
            /** @description the decision that came nearest, or went furthest */
            highest: {
                ticker: string;
                score: number;
                threshold: components["schemas"]["NullableNumber"];
            } | null;
            training: {
                run_id: components["schemas"]["Id"];
                trained_at: components["schemas"]["NullableText"];
                gate_state: components["schemas"]["NullableText"];
                promoted_from: components["schemas"]["NullableText"];
            };
            /**
             * @description whose stop and target they are
             * @enum {string|null}
             */
            brackets: "backtest" | "policy" | null;
            time_stop_minutes: components["schemas"]["NullableNumber"];
            /** @enum {string} */
            entry_mode: "next_open" | "session_close";
            /** @description bars that a position is held for, unless it leaves before */
            horizon: number;
            /** @description how the features have moved since the training; null where fewer than 100 rows lie after it */
            drift: {
                /**
                 * Format: date
                 * @description the first session that is compared
                 */
                start: string;
                rows: number;
                /** @description the worst first */
                features: {
                    feature: string;
                    /** @description population stability index against the training rows */
                    psi: number;
                    /** @enum {string} */
                    verdict: "stable" | "moderate" | "drifted";
                }[];
            } | null;
            warnings?: components["schemas"]["Warnings"];
            timings?: components["schemas"]["Timings"];
        };
        ScanRequest: {
            /** @description swingsigma unless given */
            pack_id?: string;
            /** @description the scanner of the preset, else universe_eq_swing_daily_scanner */
            model_id?: string;
            /** @description instead of the model's */
            indicator_set?: string;
            /**
             * @description else that of the model
             * @enum {string}
             */
            preset?: "breakout" | "meanrevert" | "trend" | "squeeze" | "rs" | "highmomo";
            /**
             * Format: date
             * @description else all that a file holds, and two years of other sources
             */
            start?: string;
            /**
             * Format: date
             * @description else the last session that is over
             */
            end?: string;
            /** @description a list or comma-separated */
            tickers?: string | string[] | null;
            /** @description a file with a column of tickers */
            universe_csv?: string | null;
            /** @description name of a list, a file NAME.csv in universes/ of the workspace or of its pack */
            universe?: string | null;
            /** @description ticker unless given */
            universe_col?: string;
            /** @description 50 unless given */
            top_n?: number;
            /** @description share of the price by which it must be beyond a band: 0.002; read by breakout and meanrevert */
            epsilon?: number;
            /** @description ATRs beyond the prior high: 0.25; read by breakout */
            bos_min?: number;
            /** @description 55 for breakout, 50 for rs */
            rsi_min?: number;
            /** @description 35; read by meanrevert */
            rsi_max?: number;
            /** @description 18; read by breakout, trend and highmomo */
            adx_min?: number;
            /** @description else as the policy says */
            brackets_enabled?: boolean | null;
            /** @description take bars that end before the last session that should be there */
            allow_stale?: boolean;
            source?: components["schemas"]["Source"];
            tag?: components["schemas"]["Tag"];
            threads?: components["schemas"]["Threads"];
        };
        ScanAnswer: {
            /** @constant */
            ok: true;
            model_id: string;
            pack_id: string;
            preset?: string;
            /**
             * Format: date
             * @description the session that was judged
             */
            date?: string;
            /** @description signals of this scan, top_n at most */
            count: number;
            signals_csv: string;
            top: components["schemas"]["Signal"][];
            /** @description all of them, best first */
            rows?: components["schemas"]["Signal"][];
            /** @description tickers that were judged */
            scanned?: number;
            /** @description tickers that passed the gate of the preset */
            gated?: number;
            /** @description signals that are new */
            written?: number;
            /** @description signals of that day, model and ticker that were kept before, and stay as they were */
            kept?: number;
            warnings?: components["schemas"]["Warnings"];
            timings?: components["schemas"]["Timings"];
        };
        /** @description One `data:` line of a scan that is told as it goes. The last has another status than running */
        ScanEvent: components["schemas"]["JobEvent"] & {
            answer?: components["schemas"]["ScanAnswer"];
        };
        /** @description numbers, a list or comma-separated */
        GridInput: string | number[];
        CalibrateThresholdsRequest: {
            model_id: string;
            pack_id?: string;
            /** @description else the file of the model's last scan, else, unless a column is named, the out-of-fold scores of the model as it was last trained, else its latest matrix */
            csv?: components["schemas"]["InputFile"] | null;
            /** @description taken, and not used */
            metric?: string;
            /** @description score_total unless given; of a trained model its score, where none is given */
            column?: string;
            grid?: components["schemas"]["GridInput"];
            top_n?: number;
        };
        ThresholdCalibration: {
            /** @constant */
            ok: true;
            model_id: string;
            source_csv: string;
            column: string;
            top_n: number;
            grid: number[];
            counts: {
                threshold: number;
                count: number;
            }[];
            recommended_threshold: number;
            expected_count: number;
            /** @description rows that were counted */
            rows?: number;
            /** @description which rows those are; of a matrix or a model those before the first test block of a backtest */
            basis?: string;
            /** @description to the ledger: 0, since rows are counted and no return is looked at */
            trials_added?: number;
        };
        CalibrateBracketsRequest: {
            model_id: string;
            pack_id?: string;
            desired_rr?: number;
            k_stop_grid?: components["schemas"]["GridInput"];
            k_target_grid?: components["schemas"]["GridInput"];
            time_stop_candidates?: components["schemas"]["GridInput"];
        };
        BracketCalibration: {
            /** @constant */
            ok: true;
            desired_rr: number;
            recommended: {
                atr_mult_stop: number;
                atr_mult_target: number;
                rr_implied: number;
                time_stop_minutes: number;
            };
            candidates: {
                k_stop: number;
                k_target: number;
                rr: number;
                delta: number;
            }[];
            note?: string;
            /** @description to the ledger: 0, since no return is looked at */
            trials_added?: number;
        };
        OverlayRequest: {
            model_id: string;
            pack_id?: string;
            /** Format: date */
            date?: string | null;
            /** Format: date */
            expiry?: string | null;
            dte_target?: number | null;
            /** @enum {string} */
            option_mode?: "single" | "vertical";
            spread_width?: number;
            /** @enum {string|null} */
            side_override?: "call" | "put" | null;
            target_delta?: number;
            /** @description contracts open after the session before; when absent the policy's */
            min_oi?: number;
            /** @description contracts traded in the session before; when absent that of the risk profile, where it has one */
            min_volume?: number;
            /** @description (ask - bid) / mid at most; when absent that of the risk profile, where it has one */
            spread_pct_max?: number;
            /** @description signals at most, by rank; 100 when absent */
            limit?: number;
            /** @description where chains, quotes and bars come from; when absent the model's source */
            source?: string;
            include_underlying_parity?: boolean;
            include_premium_parity?: boolean;
            write_parity_csv?: boolean;
            risk_profile?: components["schemas"]["RiskProfileText"];
        };
        OverlayAnswer: {
            /** @constant */
            ok: true;
            count: number;
            written: number;
            date: string;
            expiry: string;
            parity: {
                [key: string]: unknown;
            } | null;
            parity_premium: {
                [key: string]: unknown;
            } | null;
            parity_csv: components["schemas"]["NullableText"];
            /** @description those of the request, also where they were kept before */
            option_signals?: components["schemas"]["OptionSignal"][];
            /** @description signals that got no options */
            refused?: {
                signal_id: components["schemas"]["Id"];
                ticker: string;
                /** @enum {string} */
                reason: "no_data" | "no_price" | "not_listed" | "expired" | "no_contract" | "no_short_leg" | "no_debit";
                message: string;
                /** @description how many contracts fell to what */
                contracts: {
                    [key: string]: number;
                };
            }[];
            warnings?: components["schemas"]["Warnings"];
        };
        OptionSignalLeg: {
            /** @enum {string} */
            side: "buy" | "sell";
            occ_symbol: string;
            strike: number;
            /** @enum {string} */
            type: "call" | "put";
            bid: components["schemas"]["NullableNumber"];
            ask: components["schemas"]["NullableNumber"];
            /** @description the mid, or an estimate where nothing is quoted */
            premium: number;
            delta: number;
            iv: number;
            open_interest: components["schemas"]["NullableNumber"];
            volume: components["schemas"]["NullableNumber"];
        };
        OptionSignal: {
            id: components["schemas"]["Id"];
            signal_id: components["schemas"]["Id"];
            occ_symbol: string;
            /** Format: date */
            expiry: string;
            strike?: components["schemas"]["NullableNumber"];
            /** @enum {string|null} */
            type?: "call" | "put" | null;
            delta?: components["schemas"]["NullableNumber"];
            iv_used?: components["schemas"]["NullableNumber"];
            entry_premium_est?: components["schemas"]["NullableNumber"];
            stop_premium_est?: components["schemas"]["NullableNumber"];
            target_premium_est?: components["schemas"]["NullableNumber"];
            pricing_estimate?: boolean;
            /** @enum {string|null} */
            mode?: "single" | "vertical" | null;
            /** @description what is bought first */
            legs?: components["schemas"]["OptionSignalLeg"][] | null;
            /** @description paid to enter, per share */
            net_debit_credit?: components["schemas"]["NullableNumber"];
            /** @description of all legs with the underlying at the stop */
            stop_value?: components["schemas"]["NullableNumber"];
            /** @description of all legs with the underlying at the target */
            target_value?: components["schemas"]["NullableNumber"];
            /** @description what the target earns in multiples of what the stop loses */
            rr?: components["schemas"]["NullableNumber"];
            /** @description per share */
            max_loss?: components["schemas"]["NullableNumber"];
            /** @description per share at the expiry; null where it has no bound */
            max_gain?: components["schemas"]["NullableNumber"];
            /** @description nothing later was looked at */
            priced_at?: string | null;
            /**
             * @description of the signal
             * @enum {string}
             */
            side?: "long" | "short";
            signal_date?: string;
            model_id?: string;
            pack_id?: string;
            ticker?: string;
        };
        OptionSignalList: components["schemas"]["Page"] & {
            rows: components["schemas"]["OptionSignal"][];
            count: number;
        };
        Expirations: {
            /** @constant */
            ok: true;
            ticker: string;
            /** Format: date */
            start: string;
            weeks: number;
            expirations: {
                /** Format: date */
                date: string;
                /** @description null where the source can not tell */
                has_chain: boolean | null;
                /** @description contracts that are listed */
                count: number | null;
                /** @description whether it is that of the third Friday */
                monthly?: boolean;
            }[];
        };
        /** @enum {string} */
        ArtifactKind: "matrix" | "model" | "plot" | "report" | "csv" | "other";
        Artifact: {
            id: components["schemas"]["Id"];
            kind: components["schemas"]["ArtifactKind"];
            /** @description file: relative to the workspace, or s3: */
            uri: string;
            /** @description with links only: where anybody can read the bytes for a while; null where there is no such place */
            url?: string | null;
            sha256: string;
            size_bytes: number;
            build_run_id?: components["schemas"]["NullableText"];
            training_run_id?: components["schemas"]["NullableText"];
            backtest_run_id?: components["schemas"]["NullableText"];
            sweep_id?: components["schemas"]["NullableText"];
            created_at: components["schemas"]["Timestamp"];
        };
        ArtifactList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Artifact"][];
        };
        LineageChain: {
            /** @constant */
            ok: true;
            self: components["schemas"]["LineageNode"];
            /** @description from the data on */
            made_of: components["schemas"]["LineageNode"][];
            /** @description files, then runs, oldest first; at most 200 of a kind */
            made: components["schemas"]["LineageNode"][];
            made_total: number;
        };
        LineageNode: {
            /** @enum {string} */
            kind: "source" | "matrix" | "build" | "training" | "sweep" | "backtest" | "selection" | "pack" | "indicator_set" | "model_config" | "policy" | "risk" | "parameters" | "engine" | "ledger" | "trial" | "file" | "signal";
            /** @description of a run its id, of what has a hash the hash, of a stored file its address */
            id: string;
            name: components["schemas"]["NullableText"];
            detail: components["schemas"]["NullableText"];
            status: components["schemas"]["RunStatus"] | null;
            created_at: components["schemas"]["Timestamp"] | null;
            /** @description whether the workspace still has it; null where it keeps a hash only */
            kept: boolean | null;
        };
        FileTally: {
            files: number;
            bytes: number;
        };
        ArtifactsVerified: {
            /** @constant */
            ok: true;
            /** @description whether there is no problem */
            intact: boolean;
            /** @description files that rows refer to and that are what was stored */
            whole: components["schemas"]["FileTally"];
            problems: {
                missing: components["schemas"]["FileTally"];
                changed: components["schemas"]["FileTally"];
                unreadable: components["schemas"]["FileTally"];
                unreferenced: components["schemas"]["FileTally"];
                leftover: components["schemas"]["FileTally"];
            };
            /** @description files without a row that are so new that a run may be about to write it */
            recent: components["schemas"]["FileTally"];
            /** @description files that Sigma did not write; they are left alone */
            foreign: components["schemas"]["FileTally"];
            /** @description the problems, at most the first 1,000; the tallies count all */
            rows: {
                /** @enum {string} */
                problem: "missing" | "changed" | "unreadable" | "unreferenced" | "leftover";
                uri: string;
                /** @description as the file is now */
                size_bytes: number;
                kind: components["schemas"]["ArtifactKind"] | null;
                run_id: components["schemas"]["NullableText"];
                /** @description what the machine says of a file that can't be read */
                why?: string;
            }[];
        };
        ArtifactsCollect: {
            /**
             * @description tells what would be removed, and removes nothing
             * @default false
             */
            dry_run?: boolean;
        };
        ArtifactsCollected: {
            /** @constant */
            ok: true;
            dry_run: boolean;
            /** @description how many were removed, or would be */
            files: number;
            bytes: number;
            unreferenced: components["schemas"]["FileTally"];
            leftovers: components["schemas"]["FileTally"];
            recent: components["schemas"]["FileTally"];
            foreign: components["schemas"]["FileTally"];
            /** @description the files, at most the first 1,000; the tallies count all */
            rows: {
                uri: string;
                size_bytes: number;
            }[];
        };
        /** @description A request, or a command on the store, that changed something or was to */
        AuditRow: {
            id: components["schemas"]["Id"];
            at: components["schemas"]["Timestamp"];
            /** @description of a command of the store, the command */
            path: string;
            /** @description COMMAND for a command of the store */
            method: string;
            status: number;
            user_id?: components["schemas"]["NullableText"];
            /** @description the address that it came from, null within the process */
            client?: string | null;
            pack_id?: components["schemas"]["NullableText"];
            model_id?: components["schemas"]["NullableText"];
            /** @description the operation of the contract, or of the store */
            action?: string | null;
            request_id?: components["schemas"]["NullableText"];
            /** @description what was made or found again, and of what: ids and hashes */
            lineage?: {
                [key: string]: unknown;
            } | null;
            /** @description `query` and `body` as they were sent, `truncated` and `body_bytes` where the body was cut, `token_id`, `changed` with `before` and `after` by field, and the code of an `error`; secrets masked */
            payload?: {
                [key: string]: unknown;
            } | null;
            /** @description place in the chain, from 1; null for a row of before there was one */
            seq?: number | null;
            /** @description of the row before it */
            prev_hash?: string | null;
            /** @description SHA-256 of the row, the hash of the one before it included */
            hash?: string | null;
        };
        AuditList: components["schemas"]["Page"] & {
            rows: components["schemas"]["AuditRow"][];
            count: number;
        };
        AssistantRequest: {
            message: string;
            context?: {
                route?: string;
                /** @enum {string} */
                view?: "designer" | "build" | "sweeps" | "leaderboard" | "backtest" | "train" | "signals" | "overlay" | "admin";
                pack_id?: string;
                model_id?: string;
                risk_profile?: components["schemas"]["RiskProfileText"];
                matrix_sha?: string;
                selection?: components["schemas"]["SelectionItem"][];
                form_values?: components["schemas"]["Free"];
                recent_api?: unknown[];
                user_prompt?: string;
            };
            /** @description false unless given */
            allow_execute?: boolean;
            /** @description of an earlier proposal, which is carried out then; message is not answered */
            confirmation?: string;
        };
        /** @description One `data:` line of the answer. The last is `done`, also after an error */
        AssistantEvent: {
            request_id: components["schemas"]["Id"];
            /** @enum {string} */
            type: "token" | "tool_call" | "tool_result" | "citation" | "proposal" | "error" | "done";
            text?: string;
            tool?: string;
            params?: components["schemas"]["Free"];
            result?: unknown;
            path?: string;
            title?: string;
            proposal?: components["schemas"]["Free"];
            error?: components["schemas"]["ErrorBody"];
        };
        Job: {
            job_id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "build" | "train" | "backtest" | "sweep";
            run_id?: components["schemas"]["NullableText"];
            pack_id?: components["schemas"]["NullableText"];
            model_id?: components["schemas"]["NullableText"];
            status: components["schemas"]["RunStatus"];
            progress: number;
            attempts?: number;
            /** @description null of a kind that has no quota */
            user_id?: components["schemas"]["NullableText"];
            submitted_at: components["schemas"]["Timestamp"];
            started_at?: components["schemas"]["NullableText"];
            finished_at?: components["schemas"]["NullableText"];
            error?: components["schemas"]["ErrorBody"] | null;
        };
        JobList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Job"][];
        };
        Quotas: {
            sweeps_per_day?: components["schemas"]["QuotaLimit"];
            sweeps_concurrent?: components["schemas"]["QuotaLimit"];
            train_per_day?: components["schemas"]["QuotaLimit"];
            train_concurrent?: components["schemas"]["QuotaLimit"];
        };
        QuotaLimit: number;
        QuotaOverride: {
            limit: components["schemas"]["QuotaLimit"];
            expires_at: components["schemas"]["Timestamp"];
            reason: string;
            created_by: string;
            created_at: components["schemas"]["Timestamp"];
        };
        QuotaUsage: {
            sweeps_today: number;
            sweeps_running: number;
            train_today: number;
            train_running: number;
        };
        QuotasAnswer: {
            /** @constant */
            ok: true;
            user_id: components["schemas"]["NullableText"];
            /** @description false when the limits are only counted */
            enforced?: boolean;
            /** @description what holds now */
            limits: components["schemas"]["Quotas"];
            /** @description what holds when no override does */
            standing?: components["schemas"]["Quotas"];
            /** @description The override in force of each limit that has one */
            overrides?: {
                [key: string]: components["schemas"]["QuotaOverride"];
            } | null;
            usage: components["schemas"]["QuotaUsage"];
        };
        QuotaUsageAnswer: {
            /** @constant */
            ok: true;
            usage: components["schemas"]["QuotaUsage"];
        };
        QuotasPatch: {
            user_id: string;
            /** @description at least one; the others stay as they are */
            limits: components["schemas"]["Quotas"];
            /** @description makes it an override that ends then */
            expires_at?: components["schemas"]["Timestamp"];
            /** @description an override needs one; it is kept in the audit */
            reason?: string;
        };
        RiskProfilesAnswer: {
            /** @constant */
            ok: true;
            /** @description null for every pack */
            pack_id: components["schemas"]["NullableText"];
            profiles: {
                pack_id?: string;
                profile: components["schemas"]["RiskProfile"];
                /** @description what later runs are held to where their policy says nothing else */
                risk_budget: components["schemas"]["RiskBudget"];
                /** @description 1 is that of the pack's files */
                version: number;
                risk_sha?: components["schemas"]["Sha"];
                /** @description the limits that are set over those of the files */
                set?: components["schemas"]["RiskBudget"];
                /** @description the versions that were set, the latest first */
                history?: {
                    version: number;
                    set: components["schemas"]["RiskBudget"];
                    risk_sha: components["schemas"]["Sha"];
                    created_at: components["schemas"]["Timestamp"];
                    created_by: string;
                }[];
            }[];
        };
        RiskProfilePatch: {
            pack_id: string;
            profile: components["schemas"]["RiskProfileText"];
            risk_budget: components["schemas"]["RiskBudgetPatch"];
        };
        /** @description Limits to be set; null leaves one to the pack's files again, and those that are left out stay as they are */
        RiskBudgetPatch: {
            min_trades?: number | null;
            min_trades_per_year?: components["schemas"]["NullableNumber"];
            /** @description fraction */
            max_drawdown_pct?: components["schemas"]["NullableNumber"];
            es95_mult?: components["schemas"]["NullableNumber"];
            /** @description fraction of mid */
            spread_pct_max?: components["schemas"]["NullableNumber"];
            oi_min?: number | null;
            volume_min?: number | null;
            fill_rate_min?: components["schemas"]["NullableNumber"];
            sharpe_min?: components["schemas"]["NullableNumber"];
            calmar_min?: components["schemas"]["NullableNumber"];
            min_sessions?: number | null;
            /** @description basis points */
            adv_bps_max?: components["schemas"]["NullableNumber"];
            /** @description mean daily sum of absolute weight changes */
            turnover_max?: components["schemas"]["NullableNumber"];
            /** @description share of the margin of an account */
            margin_usage_max?: components["schemas"]["NullableNumber"];
            dsr_min?: components["schemas"]["NullableNumber"];
            oos_loss_probability_max?: components["schemas"]["NullableNumber"];
            pbo_max?: components["schemas"]["NullableNumber"];
            /** @description in units of risk, above 0 */
            daily_loss_cap_R?: components["schemas"]["NullableNumber"];
            /** @description hours of New York time such as 13,14,15; empty allows all */
            allowed_hours?: components["schemas"]["NullableText"];
        };
        RiskProfileVersion: {
            version: number;
            risk_sha: components["schemas"]["Sha"];
            risk_budget: components["schemas"]["RiskBudget"];
        };
        RiskProfileChanged: {
            /** @constant */
            ok: true;
            /** @description the one of before where nothing was to be changed */
            version: number;
            before: components["schemas"]["RiskProfileVersion"];
            after: components["schemas"]["RiskProfileVersion"];
        };
        VersionAnswer: {
            /** @constant */
            ok: true;
            version: number;
        };
        PackPatch: {
            /** @description title, description and keys of your own, which stand in place of those of the pack's file; null leaves one to the file again. What runs are made of stays with the file */
            metadata: components["schemas"]["Free"];
        };
        PackChanged: {
            /** @constant */
            ok: true;
            /** @description of the metadata; 1 is that of the file alone */
            version: number;
            /** @description all that is said over the file */
            metadata: components["schemas"]["Free"];
        };
        TemplateRequest: {
            /** @description as a file of model_templates/ has it; of a change the fields that change, null for those that go */
            template: components["schemas"]["Free"];
        };
        TemplateDrafted: {
            /** @constant */
            ok: true;
            template_id: string;
            /** @description what keeps the draft from being published */
            faults: components["schemas"]["TemplateFault"][];
        };
        TemplateFault: {
            field: string;
            issue: string;
        };
        AdminTemplate: components["schemas"]["Template"] & {
            /**
             * @description a file of the pack, which is edited there, or the store
             * @enum {string}
             */
            source: "file" | "store";
            /**
             * @description edited: published, with a draft of the next version
             * @enum {string}
             */
            status: "draft" | "published" | "edited";
            draft?: components["schemas"]["Free"] | null;
            /** @description what keeps the draft from being published; without a draft, what keeps the published version from being used */
            faults: components["schemas"]["TemplateFault"][];
            updated_at?: components["schemas"]["NullableText"];
            updated_by?: components["schemas"]["NullableText"];
            /** @description those that were published, the latest first */
            versions: {
                version: number;
                published_at: components["schemas"]["Timestamp"];
                published_by: string;
            }[];
        };
        AdminTemplateList: components["schemas"]["Page"] & {
            rows: components["schemas"]["AdminTemplate"][];
            templates: components["schemas"]["AdminTemplate"][];
            count: number;
        };
        Flag: {
            key: string;
            enabled: boolean;
            /** @description what it switches */
            description?: string;
            /** @description null where nobody has set it */
            updated_at?: components["schemas"]["NullableText"];
            updated_by?: components["schemas"]["NullableText"];
        };
        FlagList: components["schemas"]["Page"] & {
            rows: components["schemas"]["Flag"][];
            flags: components["schemas"]["Flag"][];
        };
        FlagPatch: {
            key: string;
            enabled: boolean;
        };
        AdminHealth: {
            /** @constant */
            ok: true;
            /**
             * @description warn: it answers, but is not at the schema of this program
             * @enum {string}
             */
            db: "ok" | "warn" | "err";
            migrations: {
                /** @description null where the database does not answer */
                pending: number | null;
                applied?: number | null;
            };
            /** @description matrices that are kept, and how often one was asked for that was there since the server started */
            cache: {
                matrices?: number | null;
                /** @description null where nothing is counted */
                hits?: number | null;
                misses?: number | null;
            };
            /** @description threads that models are fitted on */
            workers: {
                threads?: number;
                busy?: number;
                idle?: number;
            };
            /** @description work that runs and waits, by kind, whichever process does it */
            queue?: {
                [key: string]: {
                    queued: number;
                    running: number;
                };
            } | null;
            /** @description bytes of the disk that the workspace stands on */
            disk?: {
                free_bytes: number;
                total_bytes: number;
            };
        };
        AdminAuditRow: components["schemas"]["AuditRow"] & {
            action: string;
            /** @description the payload */
            details?: components["schemas"]["Free"];
        };
        AdminAuditList: components["schemas"]["Page"] & {
            rows: components["schemas"]["AdminAuditRow"][];
            events: components["schemas"]["AdminAuditRow"][];
        };
        User: {
            /** @description the name that tokens, quotas and the audit have */
            id: string;
            /** @description the id where that is an address */
            email: components["schemas"]["NullableText"];
            /**
             * @description what the tokens may do at most; of a user everything but administer
             * @enum {string}
             */
            role: "user" | "admin";
            /** @description when the first token was made */
            created_at: components["schemas"]["Timestamp"];
            /** @description when a token was last used, to the minute */
            last_active?: components["schemas"]["NullableText"];
            /** @description those that are good */
            tokens?: number;
            /** @description what the good tokens may do together */
            scopes?: string[];
        };
        UserList: components["schemas"]["Page"] & {
            rows: components["schemas"]["User"][];
            users: components["schemas"]["User"][];
        };
        UserPatch: {
            /** @enum {string} */
            role: "user" | "admin";
        };
        TokenAnswer: {
            /** @constant */
            ok: true;
            /** @description told this once, and kept nowhere */
            token_once: string;
            scopes?: string[];
            /** @description how many tokens of before are good no more */
            ended?: number;
        };
        LogTail: {
            /** @constant */
            ok: true;
            /** @description each a JSON object */
            lines: string[];
        };
    };
    responses: {
        /** @description It failed */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": false,
                 *       "error": {
                 *         "code": "INVALID_PARAM",
                 *         "message": "splits: expected at least 1, got 0",
                 *         "details": {
                 *           "field_errors": [
                 *             {
                 *               "field": "splits",
                 *               "issue": "expected at least 1, got 0"
                 *             }
                 *           ]
                 *         },
                 *         "next": "give splits of 1 or more"
                 *       },
                 *       "request_id": "018fdd5e-7c00-7000-8000-0000000000ff"
                 *     }
                 */
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description Server-sent events; each `data:` line is a `JobEvent`, and the last has a final status */
        Events: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example id: 1
                 *     event: progress
                 *     data: {"status":"running","progress":40}
                 */
                "text/event-stream": string;
            };
        };
        /** @description Accepted; see /train/jobs/{job_id} */
        JobAccepted: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "job_id": "018fdd5e-7c00-7000-8000-000000000004",
                 *       "status": "queued",
                 *       "deduplicated": false
                 *     }
                 */
                "application/json": components["schemas"]["JobAccepted"];
            };
        };
        /** @description The job */
        TrainJob: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "job_id": "018fdd5e-7c00-7000-8000-000000000004",
                 *       "model_id": "spy_eq_swing_daily",
                 *       "pack_id": "swingsigma",
                 *       "status": "running",
                 *       "progress": 40,
                 *       "submitted_at": "2024-06-03T13:30:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["TrainJobDetail"];
            };
        };
        /** @description A page of templates */
        Templates: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "rows": [
                 *         {
                 *           "pack": "swingsigma",
                 *           "template_id": "swing_starter_v1",
                 *           "name": "Swing starter",
                 *           "horizon": "swing",
                 *           "cadence": "daily",
                 *           "template_version": 1
                 *         }
                 *       ],
                 *       "templates": [
                 *         {
                 *           "pack": "swingsigma",
                 *           "template_id": "swing_starter_v1",
                 *           "name": "Swing starter",
                 *           "horizon": "swing",
                 *           "cadence": "daily",
                 *           "template_version": 1
                 *         }
                 *       ],
                 *       "count": 1,
                 *       "total": 1,
                 *       "limit": 50,
                 *       "offset": 0,
                 *       "next_offset": null
                 *     }
                 */
                "application/json": components["schemas"]["TemplateList"];
            };
        };
        /** @description What the policy means, and whether it is valid */
        PolicyExplained: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "valid": true,
                 *       "schema_ok": true,
                 *       "schema_errors": [],
                 *       "execution_effective": {
                 *         "slippage_bps": 1,
                 *         "size_by_conf": false,
                 *         "conf_cap": 1,
                 *         "momentum_gate": false,
                 *         "momentum_min": 0,
                 *         "momentum_column": "momentum_score_total",
                 *         "brackets": {
                 *           "enabled": true,
                 *           "mode": "atr",
                 *           "entry_mode": "next_session_open",
                 *           "atr_period": 14,
                 *           "atr_mult_stop": 1.5,
                 *           "atr_mult_target": 3,
                 *           "time_stop_minutes": 120,
                 *           "min_rr": 1,
                 *           "regime_adjust": false
                 *         },
                 *         "options": {
                 *           "selection": {
                 *             "target_delta": 0.35,
                 *             "dte_target": null,
                 *             "min_oi": 0,
                 *             "min_vol": null,
                 *             "spread_width": 5,
                 *             "weekly_ok": true
                 *           }
                 *         }
                 *       },
                 *       "checks": {
                 *         "ok": true,
                 *         "errors": [],
                 *         "warnings": []
                 *       },
                 *       "path": "packs/swingsigma/policy_templates/spy_eq_swing_daily.yaml",
                 *       "errors": []
                 *     }
                 */
                "application/json": components["schemas"]["PolicyExplain"];
            };
        };
        /** @description What a build would give */
        Preview: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "rows": 10,
                 *       "features": [
                 *         "rsi_14"
                 *       ],
                 *       "label_balance": {
                 *         "pos": 0.6,
                 *         "neg": 0.4
                 *       },
                 *       "nan_pct": 0,
                 *       "qa": {
                 *         "ok": true,
                 *         "monotonic_time": {
                 *           "ok": true,
                 *           "violations": 0
                 *         },
                 *         "non_negative_vol": {
                 *           "ok": true,
                 *           "neg_pct": 0,
                 *           "checked": 1
                 *         },
                 *         "session_alignment": {
                 *           "ok": true,
                 *           "off_pct": 0
                 *         },
                 *         "iv_sanity": {
                 *           "ok": true,
                 *           "out_of_range_pct": 0,
                 *           "checked": 0
                 *         },
                 *         "nan": {
                 *           "warn": [],
                 *           "fail": []
                 *         }
                 *       },
                 *       "nan_stats": [
                 *         {
                 *           "column": "rsi_14",
                 *           "nan_pct": 0
                 *         }
                 *       ],
                 *       "leakage_flags": [
                 *         {
                 *           "column": "rsi_14",
                 *           "verdict": "yellow",
                 *           "check": "correlation",
                 *           "rho": 0.42,
                 *           "against": "ret_fwd",
                 *           "shift": 0,
                 *           "m": 100,
                 *           "limit": 0.4,
                 *           "accepted": null
                 *         }
                 *       ],
                 *       "correlation": {
                 *         "method": "spearman",
                 *         "columns": [
                 *           "ret_fwd",
                 *           "rsi_14"
                 *         ],
                 *         "rho": [
                 *           [
                 *             1,
                 *             0.42
                 *           ],
                 *           [
                 *             0.42,
                 *             1
                 *           ]
                 *         ],
                 *         "rows": 10,
                 *         "rows_used": 10,
                 *         "left_out": 0,
                 *         "pairs": []
                 *       },
                 *       "missingness": {
                 *         "periods": [
                 *           {
                 *             "label": "2024-06",
                 *             "rows": 10
                 *           }
                 *         ],
                 *         "columns": [
                 *           {
                 *             "column": "ret_fwd",
                 *             "pct": [
                 *               10
                 *             ]
                 *           },
                 *           {
                 *             "column": "rsi_14",
                 *             "pct": [
                 *               0
                 *             ]
                 *           }
                 *         ]
                 *       },
                 *       "warn": [],
                 *       "fail": []
                 *     }
                 */
                "application/json": components["schemas"]["MatrixPreview"];
            };
        };
        /** @description The matrix that was built or found */
        Built: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "run_id": "018fdd5e-7c00-7000-8000-000000000001",
                 *       "matrix_sha": "5e884898da280471",
                 *       "matrix_cached": false,
                 *       "out_csv": "matrices/spy_opt_0dte_hourly/training_matrix_built.csv",
                 *       "rows": 133,
                 *       "profile": {
                 *         "features": 35,
                 *         "rows": 133,
                 *         "label_balance": {
                 *           "pos": 0.54,
                 *           "neg": 0.46
                 *         },
                 *         "nan_pct": 0
                 *       },
                 *       "timings": {
                 *         "total_ms": 240
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BuildAnswer"];
            };
        };
        /** @description A page of backtests */
        Backtests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "rows": [
                 *         {
                 *           "id": "018fdd5e-7c00-7000-8000-000000000003",
                 *           "pack_id": "swingsigma",
                 *           "model_id": "spy_eq_swing_daily",
                 *           "status": "completed",
                 *           "progress": 100,
                 *           "tag": "first",
                 *           "created_at": "2024-06-03T13:30:00Z",
                 *           "metrics": {
                 *             "sharpe": 0.8,
                 *             "trades": 120
                 *           },
                 *           "gate": {
                 *             "pass": true,
                 *             "reasons": []
                 *           }
                 *         }
                 *       ],
                 *       "total": 1,
                 *       "limit": 50,
                 *       "offset": 0,
                 *       "next_offset": null
                 *     }
                 */
                "application/json": components["schemas"]["BacktestRunList"];
            };
        };
        /** @description How far it is */
        SweepStatus: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "ok": true,
                 *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                 *       "status": "running",
                 *       "progress": {
                 *         "completed": 2,
                 *         "total": 4
                 *       },
                 *       "results": []
                 *     }
                 */
                "application/json": components["schemas"]["SweepStatus"];
            };
        };
    };
    parameters: {
        /** @description rows of a page */
        Limit: number;
        /** @description rows of a page; above 200 it is 200, and `warnings` says so */
        ClampedLimit: number;
        /** @description rows to pass over */
        Offset: number;
        PackId: string;
        ModelId: string;
        BuildRunId: components["schemas"]["Id"];
        BacktestId: components["schemas"]["Id"];
        SweepId: components["schemas"]["Id"];
        JobId: components["schemas"]["Id"];
        ModelQuery: string;
        /** @description only this pack */
        PackFilter: string;
        /** @description only this model */
        ModelFilter: string;
        /** @description taken for older scripts, and not used: no vendor is asked */
        TickerFilter: string;
        TagFilter: string;
        /** @description one of RunStatus, or empty */
        StatusFilter: string;
        /** @description only variants of this sweep */
        SweepFilter: string;
        RiskProfileFilter: components["schemas"]["RiskProfileText"];
        /** @description true: only rows that passed their gate */
        PassGateFilter: boolean;
        /** @description from this date or time on */
        StartFilter: string;
        /** @description up to this date or time */
        EndFilter: string;
        OrderBy: "score" | "sharpe" | "sharpe_hourly" | "cum_return" | "cum_ret";
        /** @description a repeated request with the same key is answered with the first */
        IdempotencyKey: string;
        /** @description go on after this event */
        LastEventId: string;
        /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
        Confirmation: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getRoot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What this server is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "name": "Sigma Lab API",
                     *       "version": "0.1.0",
                     *       "endpoints": [
                     *         "/health",
                     *         "/packs",
                     *         "/backtests"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RootAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "service": "sigma",
                     *       "version": "0.1.0",
                     *       "now": "2024-06-03T13:30:00Z",
                     *       "api": "ok",
                     *       "db": "ok",
                     *       "data": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["HealthAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    checkHealth: {
        parameters: {
            query?: {
                /** @description taken for older scripts, and not used: no vendor is asked */
                ticker?: components["parameters"]["TickerFilter"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each check, and whether all passed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "healthy": true,
                     *       "checks": {
                     *         "db": {
                     *           "status": "ok",
                     *           "value": "sqlite"
                     *         },
                     *         "indicators_count": {
                     *           "status": "ok",
                     *           "value": 80
                     *         },
                     *         "polygon_api_key": {
                     *           "status": "skipped",
                     *           "message": "no source in use is polygon"
                     *         }
                     *       },
                     *       "errors": {}
                     *     }
                     */
                    "application/json": components["schemas"]["HealthzAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "ready": true,
                     *       "checks": {
                     *         "db": {
                     *           "status": "ok"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReadyAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus exposition format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example sigma_requests_total{route="/health",status="200"} 3 */
                    "text/plain": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An HTML page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Sigma Lab API</title> */
                    "text/html": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0",
                     *       "info": {
                     *         "title": "Sigma Lab API",
                     *         "version": "0.1.0"
                     *       },
                     *       "paths": {}
                     *     }
                     */
                    "application/json": components["schemas"]["OpenapiDocument"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An HTML page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Sigma</title> */
                    "text/html": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getReport: {
        parameters: {
            query?: {
                /** @description a page, one picture, a card in Markdown, or all of its data */
                format?: "html" | "svg" | "png" | "md" | "json";
                /** @description stores what is drawn with its run, as an artifact; not of json, which is the record itself */
                keep?: boolean;
            };
            header?: never;
            path: {
                run_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report: html is one file that loads nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>Backtest of spy_eq_swing_daily</title> */
                    "text/html": string;
                    /** @example the bytes of a picture */
                    "image/png": string;
                    /** @example <svg xmlns="http://www.w3.org/2000/svg"></svg> */
                    "image/svg+xml": string;
                    /** @example # Model Card - spy_eq_swing_daily */
                    "text/markdown": string;
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *       "kind": "backtest",
                     *       "verdict": "Passes the balanced gate.",
                     *       "report": {}
                     *     }
                     */
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listPacks: {
        parameters: {
            query?: {
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of packs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "swingsigma",
                     *           "meta": {
                     *             "title": "Swing"
                     *           }
                     *         }
                     *       ],
                     *       "packs": [
                     *         {
                     *           "id": "swingsigma",
                     *           "meta": {
                     *             "title": "Swing"
                     *           }
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["PackList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack_id: components["parameters"]["PackId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pack */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "pack": {
                     *         "id": "swingsigma",
                     *         "meta": {
                     *           "title": "Swing"
                     *         },
                     *         "indicator_sets": [
                     *           {
                     *             "name": "swing_eq_default"
                     *           }
                     *         ],
                     *         "templates": [
                     *           {
                     *             "template_id": "swing_starter_v1",
                     *             "name": "Swing starter",
                     *             "template_version": 1
                     *           }
                     *         ],
                     *         "models": [
                     *           "spy_eq_swing_daily"
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PackAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listPackTemplates: {
        parameters: {
            query?: {
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path: {
                pack_id: components["parameters"]["PackId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Templates"];
            default: components["responses"]["Error"];
        };
    };
    listPackIndicatorSets: {
        parameters: {
            query?: {
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path: {
                pack_id: components["parameters"]["PackId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of indicator sets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 12
                     *         }
                     *       ],
                     *       "indicator_sets": [
                     *         {
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 12
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorSetList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listModelTemplates: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack?: string;
                horizon?: string;
                cadence?: string;
                /** @description words to find in id, name, description and tags */
                q?: string;
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Templates"];
            default: components["responses"]["Error"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                /** @description part of the model's id */
                search?: string;
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of models, by pack and id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "spy_eq_swing_daily",
                     *           "pack_id": "swingsigma",
                     *           "ticker": "SPY",
                     *           "asset_type": "eq",
                     *           "horizon": "swing",
                     *           "cadence": "daily"
                     *         }
                     *       ],
                     *       "models": [
                     *         {
                     *           "id": "spy_eq_swing_daily",
                     *           "pack_id": "swingsigma",
                     *           "ticker": "SPY",
                     *           "asset_type": "eq",
                     *           "horizon": "swing",
                     *           "cadence": "daily"
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createModel: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticker": "SPY",
                 *       "asset_type": "eq",
                 *       "horizon": "swing",
                 *       "cadence": "daily",
                 *       "pack_id": "swingsigma",
                 *       "variant": "mine"
                 *     }
                 */
                "application/json": components["schemas"]["ModelRequest"];
            };
        };
        responses: {
            /** @description The model that was written */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "model_id": "spy_eq_swing_daily_mine",
                     *       "pack_id": "swingsigma",
                     *       "message": "created",
                     *       "path": "packs/swingsigma/model_configs/spy_eq_swing_daily_mine.yaml"
                     *     }
                     */
                    "application/json": components["schemas"]["ModelCreated"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: components["parameters"]["ModelId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pack_id": "swingsigma",
                 *       "config": {
                 *         "hyperparams": {
                 *           "n_estimators": 200
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ModelPatch"];
            };
        };
        responses: {
            /** @description The config after the merge, and what differs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "path": "packs/swingsigma/model_configs/spy_eq_swing_daily.yaml",
                     *       "model_id": "spy_eq_swing_daily",
                     *       "pack_id": "swingsigma",
                     *       "config": {
                     *         "model_id": "spy_eq_swing_daily",
                     *         "hyperparams": {
                     *           "n_estimators": 200
                     *         }
                     *       },
                     *       "config_sha": "9b74c9897bac770f",
                     *       "version": 2,
                     *       "changes": [
                     *         {
                     *           "field": "hyperparams.n_estimators",
                     *           "from": 300,
                     *           "to": 200
                     *         }
                     *       ],
                     *       "policy": null
                     *     }
                     */
                    "application/json": components["schemas"]["ModelPatched"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getModelPerformance: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
            };
            header?: never;
            path: {
                model_id: components["parameters"]["ModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Live and backtest */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "live": {
                     *         "period": {
                     *           "start": "2024-05-01",
                     *           "end": "2024-05-31"
                     *         },
                     *         "metrics": null
                     *       },
                     *       "backtest": {
                     *         "id": "018fdd5e-7c00-7000-8000-000000000002",
                     *         "started_at": "2024-06-03T13:30:00Z",
                     *         "metrics": {
                     *           "sharpe": 0.8,
                     *           "trades": 120
                     *         }
                     *       },
                     *       "comparison": {
                     *         "expected": [
                     *           -3.1,
                     *           4.9
                     *         ],
                     *         "sessions": 22,
                     *         "verdict": null,
                     *         "why": "there is no signal in the period"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ModelPerformance"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getModelDetail: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "model_id": "spy_eq_swing_daily",
                     *       "pack_id": "swingsigma",
                     *       "config": {
                     *         "model_id": "spy_eq_swing_daily",
                     *         "ticker": "SPY",
                     *         "asset_type": "eq",
                     *         "horizon": "swing",
                     *         "cadence": "daily",
                     *         "model": "gbm"
                     *       },
                     *       "config_yaml": "model_id: spy_eq_swing_daily\nticker: SPY\n",
                     *       "indicators": [
                     *         {
                     *           "name": "rsi",
                     *           "params": {
                     *             "period": 14
                     *           }
                     *         }
                     *       ],
                     *       "policy": {
                     *         "risk": {},
                     *         "execution": {
                     *           "slippage_bps": 1
                     *         },
                     *         "alerting": {}
                     *       },
                     *       "policy_json": "{\"risk\":{},\"execution\":{\"slippage_bps\":1},\"alerting\":{}}",
                     *       "policy_source": "model",
                     *       "policy_valid": true,
                     *       "policy_errors": [],
                     *       "execution_effective": {
                     *         "slippage_bps": 1,
                     *         "size_by_conf": false,
                     *         "conf_cap": 1,
                     *         "momentum_gate": false,
                     *         "momentum_min": 0,
                     *         "momentum_column": "momentum_score_total"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ModelDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getModelConfig: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description an earlier one */
                version?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The config */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "config": {
                     *         "model_id": "spy_eq_swing_daily",
                     *         "ticker": "SPY",
                     *         "model": "gbm",
                     *         "indicator_set": "swing_eq_default"
                     *       },
                     *       "config_yaml": "model_id: spy_eq_swing_daily\nticker: SPY\n",
                     *       "config_sha": "9b74c9897bac770f",
                     *       "path": "packs/swingsigma/model_configs/spy_eq_swing_daily.yaml",
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["ModelConfigAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putModelConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pack_id": "swingsigma",
                 *       "model_id": "spy_eq_swing_daily",
                 *       "config": {
                 *         "ticker": "SPY",
                 *         "model": "gbm"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ModelConfigRequest"];
            };
        };
        responses: {
            /** @description The config that was written, and what differs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "path": "packs/swingsigma/model_configs/spy_eq_swing_daily.yaml",
                     *       "model_id": "spy_eq_swing_daily",
                     *       "pack_id": "swingsigma",
                     *       "config": {
                     *         "ticker": "SPY",
                     *         "model": "gbm"
                     *       },
                     *       "config_sha": "9b74c9897bac770f",
                     *       "version": 2,
                     *       "changes": [
                     *         {
                     *           "field": "model",
                     *           "from": "xgb",
                     *           "to": "gbm"
                     *         }
                     *       ],
                     *       "policy": null
                     *     }
                     */
                    "application/json": components["schemas"]["ModelPatched"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listModelConfigVersions: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "version": 2,
                     *           "in_force": true,
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "created_by": "local",
                     *           "config_sha": "9b74c9897bac770f",
                     *           "changes": [
                     *             {
                     *               "field": "hyperparams.n_estimators",
                     *               "from": 300,
                     *               "to": 200
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 2,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["ModelConfigVersionList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listModelCards: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of cards */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "file": "2024-06-03T13-30-00Z_train.json",
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "event": "train",
                     *           "path": "packs/swingsigma/model_cards/spy_eq_swing_daily/2024-06-03T13-30-00Z_train.json"
                     *         }
                     *       ],
                     *       "cards": [
                     *         {
                     *           "file": "2024-06-03T13-30-00Z_train.json",
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "event": "train",
                     *           "path": "packs/swingsigma/model_cards/spy_eq_swing_daily/2024-06-03T13-30-00Z_train.json"
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["ModelCardList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getModelCard: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description a `file` of /model_cards */
                file?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The card as data and as Markdown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "json": {
                     *         "schema_version": "1.0",
                     *         "pack_id": "swingsigma",
                     *         "model_id": "spy_eq_swing_daily",
                     *         "event": "train"
                     *       },
                     *       "markdown": "# Model Card - spy_eq_swing_daily",
                     *       "json_path": "packs/swingsigma/model_cards/spy_eq_swing_daily/2024-06-03T13-30-00Z_train.json",
                     *       "md_path": "packs/swingsigma/model_cards/spy_eq_swing_daily/2024-06-03T13-30-00Z_train.md"
                     *     }
                     */
                    "application/json": components["schemas"]["ModelCardAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getIndicators: {
        parameters: {
            query?: {
                /** @description answer `groups` instead of `indicators` */
                group?: boolean;
                /** @description kept for older clients; the catalogue is never stale */
                bypass_cache?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalogue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "count": 1,
                     *       "indicators": [
                     *         {
                     *           "name": "rsi",
                     *           "category": "momentum",
                     *           "subcategory": "oscillator",
                     *           "params": [
                     *             "period"
                     *           ],
                     *           "doc": "Share of recent movement that was upward"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorCatalogue"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getIndicatorStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts and faults */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "count": 81,
                     *       "load_errors": []
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorStatus"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    computeIndicator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "rsi",
                 *       "params": {
                 *         "period": 2
                 *       },
                 *       "csv": "bars.csv"
                 *     }
                 */
                "application/json": components["schemas"]["IndicatorComputeRequest"];
            };
        };
        responses: {
            /** @description One value per bar and output; null while warming up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "name": "rsi",
                     *       "params": {
                     *         "period": 2
                     *       },
                     *       "ts": [
                     *         "2024-06-03",
                     *         "2024-06-04",
                     *         "2024-06-05"
                     *       ],
                     *       "columns": {
                     *         "rsi_2": [
                     *           null,
                     *           null,
                     *           66.7
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorValues"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getIndicator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The indicator */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "name": "rsi",
                     *       "version": 1,
                     *       "category": "momentum",
                     *       "subcategory": "oscillator",
                     *       "doc": "Share of recent movement that was upward",
                     *       "params": [
                     *         {
                     *           "name": "period",
                     *           "default": 14,
                     *           "min": 2
                     *         }
                     *       ],
                     *       "needs": [
                     *         "close"
                     *       ],
                     *       "outputs": [
                     *         "rsi_14"
                     *       ],
                     *       "warm_up": 14
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listIndicatorSets: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sets; `groups` has their indicators by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "pack_id": "swingsigma",
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 2
                     *         }
                     *       ],
                     *       "indicator_sets": [
                     *         {
                     *           "pack_id": "swingsigma",
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 2
                     *         }
                     *       ],
                     *       "groups": [
                     *         {
                     *           "group": "swing_eq_default",
                     *           "indicators": [
                     *             "rsi",
                     *             "ema"
                     *           ]
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorSetList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createIndicatorSet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pack_id": "swingsigma",
                 *       "scope": "pack",
                 *       "name": "mine",
                 *       "indicators": [
                 *         "rsi",
                 *         {
                 *           "name": "ema",
                 *           "window": 20
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["IndicatorSetRequest"];
            };
        };
        responses: {
            /** @description It was written */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "count": 2,
                     *       "message": "written",
                     *       "path": "packs/swingsigma/indicator_sets/mine.yaml",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorSetWritten"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getIndicatorSet: {
        parameters: {
            query: {
                pack_id: string;
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "data": {
                     *         "name": "swing_eq_default",
                     *         "version": 1,
                     *         "indicators": [
                     *           {
                     *             "name": "rsi",
                     *             "period": 14
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorSetAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putIndicatorSet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pack_id": "swingsigma",
                 *       "scope": "pack",
                 *       "name": "mine",
                 *       "data": {
                 *         "name": "mine",
                 *         "indicators": [
                 *           {
                 *             "name": "rsi",
                 *             "period": 14
                 *           }
                 *         ]
                 *       },
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["IndicatorSetPut"];
            };
        };
        responses: {
            /** @description It was written */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "count": 1,
                     *       "message": "written",
                     *       "path": "packs/swingsigma/indicator_sets/mine.yaml",
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorSetWritten"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPolicy: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description a stored version */
                version?: number;
                /** @description instead of a version; that of a run's lineage or of an answer */
                policy_sha?: components["schemas"]["Sha"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "policy": {
                     *         "risk": {},
                     *         "execution": {
                     *           "slippage_bps": 1
                     *         },
                     *         "alerting": {}
                     *       },
                     *       "version": 1,
                     *       "source": "pack"
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "pack_id": "swingsigma",
                 *       "policy": {
                 *         "risk": {},
                 *         "execution": {
                 *           "slippage_bps": 2
                 *         },
                 *         "alerting": {}
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PolicyRequest"];
            };
        };
        responses: {
            /** @description The version, and what differs from the one before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "version": 2,
                     *       "policy_sha": "9b74c9897bac770f",
                     *       "changes": [
                     *         {
                     *           "field": "execution.slippage_bps",
                     *           "from": 1,
                     *           "to": 2
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyStored"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    explainPolicy: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["PolicyExplained"];
            default: components["responses"]["Error"];
        };
    };
    validatePolicy: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["PolicyExplained"];
            default: components["responses"]["Error"];
        };
    };
    buildMatrix: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "date_window": {
                 *         "start": "2005-01-01",
                 *         "end": "2015-12-31"
                 *       },
                 *       "source": "sample"
                 *     }
                 */
                "application/json": components["schemas"]["MatrixRequest"];
            };
        };
        responses: {
            /** @description Accepted; see /build_runs/{build_run_id} */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000001",
                     *       "status": "queued",
                     *       "deduplicated": false
                     *     }
                     */
                    "application/json": components["schemas"]["RunAccepted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    previewMatrix: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "csv": "features.csv",
                 *       "columns": {
                 *         "time": "date",
                 *         "return": "ret_fwd"
                 *       },
                 *       "horizon": 1
                 *     }
                 */
                "application/json": components["schemas"]["MatrixRequest"];
            };
        };
        responses: {
            200: components["responses"]["Preview"];
            default: components["responses"]["Error"];
        };
    };
    getMatrix: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                matrix_sha: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its metadata */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "matrix": {
                     *         "matrix_sha": "5e884898da280471",
                     *         "rows": 2516,
                     *         "columns": [
                     *           "ts",
                     *           "session",
                     *           "close",
                     *           "rsi_14",
                     *           "ret_fwd",
                     *           "label_end"
                     *         ],
                     *         "features": [
                     *           "rsi_14"
                     *         ],
                     *         "label": {
                     *           "kind": "forward",
                     *           "unit": "bars",
                     *           "horizon": 1
                     *         },
                     *         "window": {
                     *           "start": "2005-01-03",
                     *           "end": "2015-12-31"
                     *         },
                     *         "source": "sample",
                     *         "uri": "file:.sigma/artifacts/5e/5e884898da280471.parquet",
                     *         "created_at": "2024-06-03T13:30:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MatrixAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    buildMatrixNow: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_opt_0dte_hourly",
                 *       "pack_id": "zerosigma",
                 *       "start": "2024-06-03",
                 *       "end": "2024-06-28",
                 *       "ticker": "SPY",
                 *       "distance_max": 7
                 *     }
                 */
                "application/json": components["schemas"]["MatrixRequest"];
            };
        };
        responses: {
            200: components["responses"]["Built"];
            default: components["responses"]["Error"];
        };
    };
    buildStockMatrixNow: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticker": "SPY",
                 *       "start": "2024-06-03",
                 *       "end": "2024-06-28",
                 *       "label_kind": "fwd_ret_5d"
                 *     }
                 */
                "application/json": components["schemas"]["MatrixRequest"];
            };
        };
        responses: {
            200: components["responses"]["Built"];
            default: components["responses"]["Error"];
        };
    };
    previewMatrixNow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "start": "2024-06-03",
                 *       "end": "2024-06-14",
                 *       "pack_id": "swingsigma",
                 *       "max_rows": 200
                 *     }
                 */
                "application/json": components["schemas"]["MatrixRequest"];
            };
        };
        responses: {
            200: components["responses"]["Preview"];
            default: components["responses"]["Error"];
        };
    };
    listBuildRuns: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                tag?: components["parameters"]["TagFilter"];
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of builds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000001",
                     *           "pack_id": "swingsigma",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "status": "completed",
                     *           "progress": 100,
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "params": {},
                     *           "matrix_sha": "5e884898da280471"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["BuildRunList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getBuildRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                build_run_id: components["parameters"]["BuildRunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The build */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000001",
                     *       "id": "018fdd5e-7c00-7000-8000-000000000001",
                     *       "pack_id": "swingsigma",
                     *       "model_id": "spy_eq_swing_daily",
                     *       "status": "completed",
                     *       "progress": 100,
                     *       "created_at": "2024-06-03T13:30:00Z",
                     *       "finished_at": "2024-06-03T13:30:01Z",
                     *       "params": {
                     *         "source": "sample"
                     *       },
                     *       "matrix_sha": "5e884898da280471",
                     *       "matrix_cached": false,
                     *       "profile": {
                     *         "features": 12,
                     *         "rows": 2516,
                     *         "label_balance": {
                     *           "pos": 0.54,
                     *           "neg": 0.46
                     *         },
                     *         "nan_pct": 0
                     *       },
                     *       "timings": {
                     *         "total_ms": 240
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BuildRunDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    streamBuildRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description go on after this event */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                build_run_id: components["parameters"]["BuildRunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Events"];
            default: components["responses"]["Error"];
        };
    };
    trainModel: {
        parameters: {
            query?: never;
            header?: {
                /** @description `respond-async` answers 202 with a job */
                Prefer?: string;
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "csv": "features.csv",
                 *       "columns": {
                 *         "time": "date",
                 *         "target": "y"
                 *       },
                 *       "hyperparams": {
                 *         "rounds": 100,
                 *         "depth": 3,
                 *         "rate": 0.05
                 *       },
                 *       "seed": 7,
                 *       "calibration": "none"
                 *     }
                 */
                "application/json": components["schemas"]["TrainRequest"];
            };
        };
        responses: {
            /** @description The fitted model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000002",
                     *       "model_id": "csv_features",
                     *       "pack_id": "adhoc",
                     *       "model_out": ".sigma/models/adhoc/csv_features/model.json",
                     *       "rows": 2516,
                     *       "features": [
                     *         "rsi_14",
                     *         "ret_5"
                     *       ],
                     *       "classes": [
                     *         "DOWN",
                     *         "UP"
                     *       ],
                     *       "calibration": "none",
                     *       "metrics": {
                     *         "log_loss": 0.68,
                     *         "accuracy": 0.55,
                     *         "f1": 0.6,
                     *         "auc": 0.56,
                     *         "brier": 0.24
                     *       },
                     *       "gate_state": "not_evaluated",
                     *       "lineage": {
                     *         "matrix_sha": "5e884898da280471",
                     *         "risk_profile": "balanced",
                     *         "risk_sha": "2c26b46b68ffc68f"
                     *       },
                     *       "timings": {
                     *         "load_ms": 20,
                     *         "bin_ms": 5,
                     *         "fit_ms": 120,
                     *         "total_ms": 150
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TrainAnswer"];
                };
            };
            202: components["responses"]["JobAccepted"];
            default: components["responses"]["Error"];
        };
    };
    submitTrainBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "jobs": [
                 *         {
                 *           "model_id": "spy_eq_swing_daily",
                 *           "from": {
                 *             "backtest_id": "018fdd5e-7c00-7000-8000-000000000003"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TrainBatchRequest"];
            };
        };
        responses: {
            /** @description The jobs that were queued, in the order asked for */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "job_ids": [
                     *         "018fdd5e-7c00-7000-8000-000000000004"
                     *       ],
                     *       "jobs": [
                     *         {
                     *           "job_id": "018fdd5e-7c00-7000-8000-000000000004",
                     *           "backtest_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "pack_id": "swingsigma",
                     *           "status": "queued",
                     *           "gate_state": "passed",
                     *           "deduplicated": false
                     *         }
                     *       ],
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["TrainBatchAccepted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listTrainJobs: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "job_id": "018fdd5e-7c00-7000-8000-000000000004",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "pack_id": "swingsigma",
                     *           "status": "running",
                     *           "progress": 40,
                     *           "submitted_at": "2024-06-03T13:30:00Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["TrainJobList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getTrainJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TrainJob"];
            default: components["responses"]["Error"];
        };
    };
    streamTrainJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description go on after this event */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Events"];
            default: components["responses"]["Error"];
        };
    };
    cancelTrainJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TrainJob"];
            default: components["responses"]["Error"];
        };
    };
    retryTrainJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["JobAccepted"];
            default: components["responses"]["Error"];
        };
    };
    listTrainingRuns: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                tag?: components["parameters"]["TagFilter"];
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of trainings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000002",
                     *           "pack_id": "swingsigma",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "status": "completed",
                     *           "progress": 100,
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "params": {},
                     *           "metrics": {
                     *             "log_loss": 0.68
                     *           },
                     *           "features": [
                     *             "rsi_14"
                     *           ]
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["TrainingRunList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getTrainingRun: {
        parameters: {
            query?: {
                /** @description also answers pictures */
                plots?: boolean;
                /** @description with plots only: stores the pictures with the training, as artifacts */
                keep?: boolean;
            };
            header?: never;
            path: {
                training_run_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The training */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000002",
                     *       "id": "018fdd5e-7c00-7000-8000-000000000002",
                     *       "pack_id": "swingsigma",
                     *       "model_id": "spy_eq_swing_daily",
                     *       "status": "completed",
                     *       "progress": 100,
                     *       "created_at": "2024-06-03T13:30:00Z",
                     *       "params": {
                     *         "seed": 7
                     *       },
                     *       "metrics": {
                     *         "log_loss": 0.68
                     *       },
                     *       "features": [
                     *         "rsi_14"
                     *       ],
                     *       "model_out_uri": "file:.sigma/models/swingsigma/spy_eq_swing_daily/model.json"
                     *     }
                     */
                    "application/json": components["schemas"]["TrainingRunDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    predictScores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_file": "model.json",
                 *       "csv": "new.csv",
                 *       "out": "scores.csv"
                 *     }
                 */
                "application/json": components["schemas"]["PredictRequest"];
            };
        };
        responses: {
            /** @description One row of scores per row of the file, in its order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "model": "model.json",
                     *       "rows": 250,
                     *       "columns": [
                     *         "p_DOWN",
                     *         "p_UP"
                     *       ],
                     *       "out": "scores.csv",
                     *       "timings": {
                     *         "total_ms": 12
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PredictAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listBacktests: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                tag?: components["parameters"]["TagFilter"];
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description only variants of this sweep */
                sweep_id?: components["parameters"]["SweepFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Backtests"];
            default: components["responses"]["Error"];
        };
    };
    createBacktest: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "thresholds": [
                 *         0.55,
                 *         0.6,
                 *         0.65
                 *       ],
                 *       "splits": 5,
                 *       "risk_profile": "balanced",
                 *       "tag": "first"
                 *     }
                 */
                "application/json": components["schemas"]["BacktestRequest"];
            };
        };
        responses: {
            /** @description Accepted; see /backtests/{backtest_id} */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *       "status": "queued",
                     *       "deduplicated": false
                     *     }
                     */
                    "application/json": components["schemas"]["RunAccepted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getBacktest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                backtest_id: components["parameters"]["BacktestId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The backtest */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *       "id": "018fdd5e-7c00-7000-8000-000000000003",
                     *       "pack_id": "swingsigma",
                     *       "model_id": "spy_eq_swing_daily",
                     *       "status": "completed",
                     *       "progress": 100,
                     *       "tag": "first",
                     *       "created_at": "2024-06-03T13:30:00Z",
                     *       "config": {
                     *         "kind": "thr",
                     *         "value": "0.55,0.60,0.65",
                     *         "allowed_hours": null,
                     *         "splits": 5,
                     *         "tag": "first"
                     *       },
                     *       "metrics": {
                     *         "sharpe": 0.8,
                     *         "cum_return": 0.31,
                     *         "max_dd": 0.12,
                     *         "trades": 120
                     *       },
                     *       "gate": {
                     *         "pass": false,
                     *         "reasons": [
                     *           "dsr_below_min"
                     *         ],
                     *         "details": [
                     *           {
                     *             "code": "dsr_below_min",
                     *             "limit": "dsr_min",
                     *             "observed": 0.41,
                     *             "required": 0.9
                     *           }
                     *         ],
                     *         "not_applied": [
                     *           {
                     *             "limit": "oi_min",
                     *             "why": "no options are traded"
                     *           }
                     *         ]
                     *       },
                     *       "score": null,
                     *       "lineage": {
                     *         "matrix_sha": "5e884898da280471",
                     *         "config_sha": "6b86b273ff34fce1",
                     *         "policy_sha": "9b74c9897bac770f",
                     *         "risk_profile": "balanced",
                     *         "risk_sha": "2c26b46b68ffc68f"
                     *       },
                     *       "chosen": [
                     *         {
                     *           "fold": 0,
                     *           "kind": "thr",
                     *           "value": 0.6,
                     *           "flat": false
                     *         }
                     *       ],
                     *       "folds": [
                     *         {
                     *           "fold": 0,
                     *           "train_start": "2005-01-03",
                     *           "train_end": "2008-06-30",
                     *           "test_start": "2008-07-01",
                     *           "test_end": "2010-01-04",
                     *           "rows_train": 880,
                     *           "rows_test": 380,
                     *           "purged": 1,
                     *           "embargoed": 0,
                     *           "chosen": 0.6,
                     *           "sharpe": 0.7,
                     *           "max_dd": 0.1,
                     *           "cum_ret": 0.09,
                     *           "sharpe_hourly": 0.04,
                     *           "trades": 40
                     *         }
                     *       ],
                     *       "result": {
                     *         "threshold_results": [
                     *           {
                     *             "fold": 0,
                     *             "thr": 0.6,
                     *             "cum_ret": 0.12,
                     *             "sharpe_hourly": 0.05,
                     *             "sharpe": 0.9,
                     *             "trades": 70,
                     *             "eligible": true,
                     *             "chosen": true
                     *           }
                     *         ],
                     *         "top_pct_result": null
                     *       },
                     *       "statistics": {
                     *         "psr": 0.93,
                     *         "dsr": 0.41,
                     *         "min_trl": 3100,
                     *         "sr_star": 0.05,
                     *         "trials": 12,
                     *         "trials_effective": 5.2,
                     *         "sessions": 1900
                     *       },
                     *       "timings": {
                     *         "total_ms": 900
                     *       },
                     *       "error": null
                     *     }
                     */
                    "application/json": components["schemas"]["BacktestDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    streamBacktest: {
        parameters: {
            query?: never;
            header?: {
                /** @description go on after this event */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                backtest_id: components["parameters"]["BacktestId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Events"];
            default: components["responses"]["Error"];
        };
    };
    runBacktestNow: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_opt_0dte_hourly",
                 *       "pack_id": "zerosigma",
                 *       "thresholds": "0.55,0.60,0.65",
                 *       "splits": 5,
                 *       "allowed_hours": "13,14,15"
                 *     }
                 */
                "application/json": components["schemas"]["BacktestRequest"];
            };
        };
        responses: {
            /** @description The backtest as /backtests/{backtest_id} shows it, with the earlier backend's fields */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "run_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *       "id": "018fdd5e-7c00-7000-8000-000000000003",
                     *       "pack_id": "zerosigma",
                     *       "model_id": "spy_opt_0dte_hourly",
                     *       "status": "completed",
                     *       "progress": 100,
                     *       "created_at": "2024-06-03T13:30:00Z",
                     *       "config": {
                     *         "kind": "thr",
                     *         "value": "0.55,0.60,0.65",
                     *         "allowed_hours": "13,14,15",
                     *         "splits": 5
                     *       },
                     *       "metrics": {
                     *         "sharpe": 0.8,
                     *         "trades": 120
                     *       },
                     *       "gate": {
                     *         "pass": true,
                     *         "reasons": []
                     *       },
                     *       "result": {
                     *         "threshold_results": [
                     *           {
                     *             "fold": 0,
                     *             "thr": 0.6,
                     *             "cum_ret": 0.12,
                     *             "sharpe_hourly": 0.05,
                     *             "trades": 70
                     *           }
                     *         ],
                     *         "top_pct_result": null
                     *       },
                     *       "best_sharpe_hourly": 0.05,
                     *       "best_cum_ret": 0.12,
                     *       "parity": null
                     *     }
                     */
                    "application/json": components["schemas"]["BacktestLegacyAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listBacktestRuns: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                tag?: components["parameters"]["TagFilter"];
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description only variants of this sweep */
                sweep_id?: components["parameters"]["SweepFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Backtests"];
            default: components["responses"]["Error"];
        };
    };
    startSweep: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "risk_profile": "balanced",
                 *       "sweep": {
                 *         "thresholds_variants": [
                 *           "0.50,0.52,0.54",
                 *           "0.55,0.60,0.65"
                 *         ],
                 *         "top_pct_variants": [
                 *           0.1,
                 *           0.15
                 *         ],
                 *         "splits": 5
                 *       },
                 *       "tag": "first"
                 *     }
                 */
                "application/json": components["schemas"]["SweepRequest"];
            };
        };
        responses: {
            /** @description Accepted; see /sweeps/{sweep_id}/status */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                     *       "status": "queued",
                     *       "deduplicated": false,
                     *       "variants": 4
                     *     }
                     */
                    "application/json": components["schemas"]["SweepAccepted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    planSweep: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "sweep": {
                 *         "top_pct_variants": [
                 *           0.1,
                 *           0.15
                 *         ],
                 *         "splits_variants": [
                 *           3,
                 *           5
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SweepRequest"];
            };
        };
        responses: {
            /** @description The estimate */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "trials": 4,
                     *       "fit_keys": 2,
                     *       "fits": 48,
                     *       "seconds": 3.1,
                     *       "memory_bytes": 210000000,
                     *       "disk_bytes": 90000,
                     *       "probe_ms": 180,
                     *       "threads": 2,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["SweepEstimate"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSweeps: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                tag?: components["parameters"]["TagFilter"];
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sweeps */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000005",
                     *           "pack_id": "swingsigma",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "tag": "first",
                     *           "status": "completed",
                     *           "spec": {
                     *             "splits": 5
                     *           },
                     *           "created_at": "2024-06-03T13:30:00Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["SweepList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sweep */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                     *       "sweep": {
                     *         "id": "018fdd5e-7c00-7000-8000-000000000005",
                     *         "pack_id": "swingsigma",
                     *         "model_id": "spy_eq_swing_daily",
                     *         "tag": "first",
                     *         "status": "completed",
                     *         "spec": {
                     *           "splits": 5
                     *         },
                     *         "created_at": "2024-06-03T13:30:00Z"
                     *       },
                     *       "results": [],
                     *       "statistics": {
                     *         "pbo": 0.4,
                     *         "oos_loss_probability": 0.1,
                     *         "trials": 4
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SweepDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSweepStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["SweepStatus"];
            default: components["responses"]["Error"];
        };
    };
    listSweepResults: {
        parameters: {
            query?: {
                /** @description true: only rows that passed their gate */
                pass_gate?: components["parameters"]["PassGateFilter"];
                order_by?: components["parameters"]["OrderBy"];
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows, with the figures of the whole sweep */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                     *       "status": "completed",
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000006",
                     *           "pack_id": "swingsigma",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "kind": "thr",
                     *           "config": {
                     *             "kind": "thr",
                     *             "value": "0.50,0.52,0.54",
                     *             "allowed_hours": null,
                     *             "splits": 5,
                     *             "tag": "first"
                     *           },
                     *           "metrics": {
                     *             "sharpe": 0.8,
                     *             "trades": 120
                     *           },
                     *           "lineage": {
                     *             "matrix_sha": "5e884898da280471",
                     *             "risk_profile": "balanced",
                     *             "risk_sha": "2c26b46b68ffc68f"
                     *           },
                     *           "gate": {
                     *             "pass": true,
                     *             "reasons": []
                     *           },
                     *           "score": 0.9,
                     *           "backtest_run_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *           "created_at": "2024-06-03T13:30:00Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null,
                     *       "statistics": {
                     *         "pbo": 0.4,
                     *         "oos_loss_probability": 0.1,
                     *         "trials": 4
                     *       },
                     *       "timings": {
                     *         "total_ms": 1100
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SweepResults"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSweepLogs: {
        parameters: {
            query?: {
                status?: "completed" | "failed";
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of variants */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                     *       "status": "failed",
                     *       "rows": [
                     *         {
                     *           "position": 0,
                     *           "rung": null,
                     *           "kind": "top_pct",
                     *           "value": "0.15",
                     *           "status": "completed",
                     *           "trial_sha": "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592",
                     *           "backtest_run_id": "018fdd5e-7c00-7000-8000-000000000006",
                     *           "sharpe": 0.41,
                     *           "trades": 120,
                     *           "error": null,
                     *           "created_at": "2024-06-07T16:00:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 20,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["SweepLogs"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    streamSweep: {
        parameters: {
            query?: never;
            header?: {
                /** @description go on after this event */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Events"];
            default: components["responses"]["Error"];
        };
    };
    cancelSweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["SweepStatus"];
            default: components["responses"]["Error"];
        };
    };
    resumeSweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: components["parameters"]["SweepId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                     *       "status": "queued",
                     *       "deduplicated": false
                     *     }
                     */
                    "application/json": components["schemas"]["SweepAccepted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    runSweepNow: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_opt_0dte_hourly",
                 *       "pack_id": "zerosigma",
                 *       "thresholds_variants": [
                 *         "0.50,0.55,0.60"
                 *       ],
                 *       "allowed_hours_variants": [
                 *         "13,14,15"
                 *       ],
                 *       "splits": 3,
                 *       "embargo": 0,
                 *       "save": true,
                 *       "tag": "sweep"
                 *     }
                 */
                "application/json": components["schemas"]["SweepRequest"];
            };
        };
        responses: {
            /** @description The sweep's rows, and the earlier backend's `runs` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sweep_id": "018fdd5e-7c00-7000-8000-000000000005",
                     *       "status": "completed",
                     *       "deduplicated": false,
                     *       "rows": [],
                     *       "total": 1,
                     *       "count": 1,
                     *       "filtered": 1,
                     *       "report_path": null,
                     *       "runs": [
                     *         {
                     *           "kind": "thresholds",
                     *           "thresholds": "0.50,0.55,0.60",
                     *           "allowed_hours": "13,14,15",
                     *           "result": {
                     *             "threshold_results": [
                     *               {
                     *                 "fold": 0,
                     *                 "thr": 0.5,
                     *                 "cum_ret": 0.01,
                     *                 "sharpe_hourly": 0.02,
                     *                 "trades": 12
                     *               }
                     *             ],
                     *             "top_pct_result": null,
                     *             "_summary": {
                     *               "best_sharpe_hourly": 0.02,
                     *               "best_cum_ret": 0.01,
                     *               "total_trades": 12,
                     *               "parity": null
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SweepLegacyAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getLineage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description a build, training, backtest or sweep, or the hash of a stored matrix */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain, from the data on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "self": {
                     *         "kind": "training",
                     *         "id": "018fdd5e-7c00-7000-8000-000000000002",
                     *         "name": "swingsigma/spx_eq_swing_daily",
                     *         "detail": null,
                     *         "status": "completed",
                     *         "created_at": "2024-06-03T13:30:00Z",
                     *         "kept": null
                     *       },
                     *       "made_of": [
                     *         {
                     *           "kind": "source",
                     *           "id": "sample:SPX",
                     *           "name": "sample",
                     *           "detail": null,
                     *           "status": null,
                     *           "created_at": null,
                     *           "kept": null
                     *         },
                     *         {
                     *           "kind": "matrix",
                     *           "id": "5e884898da280471",
                     *           "name": "SPX",
                     *           "detail": "2750 rows of 28 features, 2005-01-03 to 2015-12-31",
                     *           "status": null,
                     *           "created_at": "2024-06-03T13:29:00Z",
                     *           "kept": true
                     *         }
                     *       ],
                     *       "made": [
                     *         {
                     *           "kind": "file",
                     *           "id": "file:.sigma/artifacts/5e/5e884898da280471.json",
                     *           "name": "model",
                     *           "detail": null,
                     *           "status": null,
                     *           "created_at": "2024-06-03T13:30:01Z",
                     *           "kept": true
                     *         }
                     *       ],
                     *       "made_total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["LineageChain"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listLeaderboard: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description true: only rows that passed their gate */
                pass_gate?: components["parameters"]["PassGateFilter"];
                tag?: components["parameters"]["TagFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                order_by?: components["parameters"]["OrderBy"];
                /** @description judge each run by the trials known when it ran */
                as_of_run?: boolean;
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000003",
                     *           "rank": 1,
                     *           "pack_id": "swingsigma",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "started_at": "2024-06-03T13:30:00Z",
                     *           "finished_at": "2024-06-03T13:30:01Z",
                     *           "created_at": "2024-06-03T13:30:01Z",
                     *           "tag": "first",
                     *           "risk_profile": "balanced",
                     *           "config": {
                     *             "kind": "thr",
                     *             "value": "0.55,0.60,0.65",
                     *             "allowed_hours": null,
                     *             "splits": 5,
                     *             "tag": "first"
                     *           },
                     *           "metrics": {
                     *             "sharpe": 0.8,
                     *             "cum_return": 0.31,
                     *             "max_dd": 0.12,
                     *             "trades": 120
                     *           },
                     *           "lineage": {
                     *             "matrix_sha": "5e884898da280471",
                     *             "config_sha": "6b86b273ff34fce1",
                     *             "policy_sha": "9b74c9897bac770f",
                     *             "risk_profile": "balanced",
                     *             "risk_sha": "2c26b46b68ffc68f"
                     *           },
                     *           "gate": {
                     *             "pass": true,
                     *             "reasons": []
                     *           },
                     *           "score": 0.9,
                     *           "statistics": {
                     *             "psr": 0.97,
                     *             "dsr": 0.91,
                     *             "min_trl": 800,
                     *             "trials": 12,
                     *             "trials_effective": 5.2
                     *           },
                     *           "best_sharpe_hourly": 0.05,
                     *           "best_cum_ret": 0.31,
                     *           "trades_total": 120
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null,
                     *       "order_by": "score"
                     *     }
                     */
                    "application/json": components["schemas"]["Leaderboard"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSelections: {
        parameters: {
            query?: {
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of selections */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "selection_id": "018fdd5e-7c00-7000-8000-000000000007",
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "items": [
                     *             {
                     *               "model_id": "spy_eq_swing_daily",
                     *               "pack_id": "swingsigma",
                     *               "backtest_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *               "config": {
                     *                 "kind": "thr",
                     *                 "value": "0.55,0.60"
                     *               },
                     *               "lineage": {
                     *                 "matrix_sha": "5e884898da280471",
                     *                 "risk_profile": "balanced",
                     *                 "risk_sha": "2c26b46b68ffc68f"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["SelectionList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createSelection: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "model_id": "spy_eq_swing_daily",
                 *           "backtest_id": "018fdd5e-7c00-7000-8000-000000000003"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SelectionRequest"];
            };
        };
        responses: {
            /** @description It was kept */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "selection_id": "018fdd5e-7c00-7000-8000-000000000007",
                     *       "items": [
                     *         {
                     *           "model_id": "spy_eq_swing_daily",
                     *           "pack_id": "swingsigma",
                     *           "backtest_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *           "config": {
                     *             "kind": "thr",
                     *             "value": "0.55,0.60"
                     *           },
                     *           "lineage": {
                     *             "matrix_sha": "5e884898da280471",
                     *             "risk_profile": "balanced",
                     *             "risk_sha": "2c26b46b68ffc68f"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SelectionCreated"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSelection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                selection_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The selection */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "selection_id": "018fdd5e-7c00-7000-8000-000000000007",
                     *       "created_at": "2024-06-03T13:30:00Z",
                     *       "items": [
                     *         {
                     *           "model_id": "spy_eq_swing_daily",
                     *           "pack_id": "swingsigma",
                     *           "backtest_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *           "config": {
                     *             "kind": "thr",
                     *             "value": "0.55,0.60"
                     *           },
                     *           "lineage": {
                     *             "matrix_sha": "5e884898da280471",
                     *             "risk_profile": "balanced",
                     *             "risk_sha": "2c26b46b68ffc68f"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SelectionDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteSelection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                selection_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSignals: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                date?: string;
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description comma-separated */
                tickers?: string;
                status?: string;
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of signals */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000008",
                     *           "ts": "2024-06-03T20:00:00Z",
                     *           "date": "2024-06-03",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "ticker": "SPY",
                     *           "side": "long",
                     *           "status": "pending",
                     *           "entry_ref_px": 527.8,
                     *           "rr": 2
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["SignalList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSignalSummary: {
        parameters: {
            query: {
                model_id: components["parameters"]["ModelQuery"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics, null without signals */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "model_id": "spy_eq_swing_daily",
                     *       "risk_profile": "balanced",
                     *       "period": {
                     *         "start": "2024-05-01",
                     *         "end": "2024-05-31"
                     *       },
                     *       "metrics": {
                     *         "sharpe": 0.9,
                     *         "trades": 12
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SignalSummary"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSignalLeaderboard: {
        parameters: {
            query?: {
                pack?: string;
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of models */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "model_id": "spy_eq_swing_daily",
                     *           "risk_profile": "balanced",
                     *           "period": {
                     *             "start": "2024-05-01",
                     *             "end": "2024-05-31"
                     *           },
                     *           "metrics": {
                     *             "sharpe": 0.9
                     *           },
                     *           "lineage": {}
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["SignalLeaderboard"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSignalLog: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                risk_profile?: components["parameters"]["RiskProfileFilter"];
                /** @description first session */
                start?: string;
                /** @description last session */
                end?: string;
                status?: "pending" | "filled" | "canceled" | "error" | "";
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "ts": "2024-06-03T20:00:00.000Z",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "risk_profile": "balanced",
                     *           "ticker": "SPY",
                     *           "side": "long",
                     *           "entry_ref_px": 527.8,
                     *           "fill_px": 528.1,
                     *           "slippage": 0.3,
                     *           "status": "filled",
                     *           "rr": null,
                     *           "pnl": null,
                     *           "tag": null,
                     *           "exit_px": null,
                     *           "stop_px": 520,
                     *           "signal_id": "018fdd5e-7c00-7000-8000-000000000008"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["SignalLog"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    importFills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "csv": "signals_log.csv"
                 *     }
                 */
                "application/json": components["schemas"]["FillsRequest"];
            };
        };
        responses: {
            /** @description What was kept */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": 12,
                     *       "changed": 3,
                     *       "unmatched": [],
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["FillsAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "threshold": 0.6
                 *     }
                 */
                "application/json": components["schemas"]["AlertsRequest"];
            };
        };
        responses: {
            /** @description The alerts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "signal_id": "018fdd5e-7c00-7000-8000-000000000008",
                     *           "ts": "2024-06-03T16:00:00-04:00",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "ticker": "SPY",
                     *           "side": "long",
                     *           "size": 1,
                     *           "score": 0.63,
                     *           "threshold": 0.6,
                     *           "entry_ref_px": 527.8,
                     *           "stop_px": 520,
                     *           "target_px": 543,
                     *           "rr": 1.95,
                     *           "late": false
                     *         }
                     *       ],
                     *       "held_back": [],
                     *       "session": "2024-06-03",
                     *       "scored": 1,
                     *       "kept": 1,
                     *       "highest": {
                     *         "ticker": "SPY",
                     *         "score": 0.63,
                     *         "threshold": 0.6
                     *       },
                     *       "training": {
                     *         "run_id": "018fdd5e-7c00-7000-8000-000000000003",
                     *         "trained_at": "2024-06-03T13:30:00Z",
                     *         "gate_state": "passed",
                     *         "promoted_from": "018fdd5e-7c00-7000-8000-000000000002"
                     *       },
                     *       "brackets": "policy",
                     *       "time_stop_minutes": null,
                     *       "entry_mode": "next_open",
                     *       "horizon": 20,
                     *       "drift": {
                     *         "start": "2024-03-08",
                     *         "rows": 250,
                     *         "features": [
                     *           {
                     *             "feature": "rsi_14",
                     *             "psi": 0.08,
                     *             "verdict": "stable"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AlertsAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    runScan: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pack_id": "swingsigma",
                 *       "model_id": "universe_eq_swing_daily_breakout_scanner",
                 *       "start": "2024-03-01",
                 *       "end": "2024-06-28",
                 *       "tickers": "AAPL,MSFT",
                 *       "top_n": 50
                 *     }
                 */
                "application/json": components["schemas"]["ScanRequest"];
            };
        };
        responses: {
            /** @description The first five; all are in the signals */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "model_id": "universe_eq_swing_daily_breakout_scanner",
                     *       "pack_id": "swingsigma",
                     *       "count": 1,
                     *       "signals_csv": "live_data/universe_eq_swing_daily_breakout_scanner/signals.csv",
                     *       "top": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000008",
                     *           "model_id": "universe_eq_swing_daily_breakout_scanner",
                     *           "ticker": "MSFT",
                     *           "side": "long",
                     *           "score_total": 0.3,
                     *           "rank": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScanAnswer"];
                    /**
                     * @example event: progress
                     *     data: {"status":"running","progress":40,"message":"scanning","completed":400,"total":1000}
                     */
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    calibrateThresholds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "universe_eq_swing_daily_breakout_scanner",
                 *       "grid": "0.10,0.30,0.50",
                 *       "top_n": 2
                 *     }
                 */
                "application/json": components["schemas"]["CalibrateThresholdsRequest"];
            };
        };
        responses: {
            /** @description Rows passing at each threshold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "model_id": "universe_eq_swing_daily_breakout_scanner",
                     *       "source_csv": "live_data/universe_eq_swing_daily_breakout_scanner/signals.csv",
                     *       "column": "score_total",
                     *       "top_n": 2,
                     *       "grid": [
                     *         0.1,
                     *         0.3,
                     *         0.5
                     *       ],
                     *       "counts": [
                     *         {
                     *           "threshold": 0.1,
                     *           "count": 3
                     *         },
                     *         {
                     *           "threshold": 0.3,
                     *           "count": 2
                     *         },
                     *         {
                     *           "threshold": 0.5,
                     *           "count": 0
                     *         }
                     *       ],
                     *       "recommended_threshold": 0.3,
                     *       "expected_count": 2
                     *     }
                     */
                    "application/json": components["schemas"]["ThresholdCalibration"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    calibrateBrackets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "spy_eq_swing_daily",
                 *       "desired_rr": 2
                 *     }
                 */
                "application/json": components["schemas"]["CalibrateBracketsRequest"];
            };
        };
        responses: {
            /** @description The nearest pairs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "desired_rr": 2,
                     *       "recommended": {
                     *         "atr_mult_stop": 0.8,
                     *         "atr_mult_target": 1.6,
                     *         "rr_implied": 2,
                     *         "time_stop_minutes": 120
                     *       },
                     *       "candidates": [
                     *         {
                     *           "k_stop": 0.8,
                     *           "k_target": 1.6,
                     *           "rr": 2,
                     *           "delta": 0
                     *         }
                     *       ],
                     *       "note": "With ATR brackets the ratio is k_target / k_stop"
                     *     }
                     */
                    "application/json": components["schemas"]["BracketCalibration"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createOptionsOverlay: {
        parameters: {
            query?: never;
            header?: {
                /** @description a repeated request with the same key is answered with the first */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model_id": "universe_eq_swing_daily_breakout_scanner",
                 *       "pack_id": "swingsigma",
                 *       "date": "2024-06-28",
                 *       "expiry": "2024-07-19",
                 *       "option_mode": "vertical",
                 *       "spread_width": 5
                 *     }
                 */
                "application/json": components["schemas"]["OverlayRequest"];
            };
        };
        responses: {
            /** @description What was written */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "count": 1,
                     *       "written": 1,
                     *       "date": "2024-06-28",
                     *       "expiry": "2024-07-19",
                     *       "parity": {
                     *         "ok": true,
                     *         "trades": 1,
                     *         "hit_rate": 1,
                     *         "avg_rr": 2,
                     *         "avg_return_pct": 1.9,
                     *         "stops": 0,
                     *         "timeouts": 0,
                     *         "open": 0
                     *       },
                     *       "parity_premium": {
                     *         "ok": true,
                     *         "trades": 1,
                     *         "hit_rate_target": 1,
                     *         "hit_rate_stop": 0,
                     *         "timeouts": 0,
                     *         "avg_return_pct": 47.1,
                     *         "open": 0
                     *       },
                     *       "parity_csv": null,
                     *       "option_signals": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000009",
                     *           "signal_id": "018fdd5e-7c00-7000-8000-000000000008",
                     *           "occ_symbol": "O:SPY240719C00327000",
                     *           "expiry": "2024-07-19",
                     *           "strike": 327,
                     *           "type": "call",
                     *           "delta": 0.365,
                     *           "ticker": "SPY"
                     *         }
                     *       ],
                     *       "refused": [
                     *         {
                     *           "signal_id": "018fdd5e-7c00-7000-8000-00000000000a",
                     *           "ticker": "QQQ",
                     *           "reason": "no_contract",
                     *           "message": "no call passes",
                     *           "contracts": {
                     *             "crossed_quote": 1,
                     *             "oi_below_min": 40
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OverlayAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listOptionSignals: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                date?: string;
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description comma-separated */
                tickers?: string;
                expiry?: string;
                occ_symbol?: string;
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of option signals */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-000000000009",
                     *           "signal_id": "018fdd5e-7c00-7000-8000-000000000008",
                     *           "occ_symbol": "O:SPY240719C00327000",
                     *           "expiry": "2024-07-19",
                     *           "strike": 327,
                     *           "type": "call",
                     *           "delta": 0.365,
                     *           "ticker": "SPY"
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["OptionSignalList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getExpirations: {
        parameters: {
            query: {
                /** @description where chains are looked up; when absent polygon, where there is a key */
                source?: string;
                ticker: string;
                start?: string;
                weeks?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The expirations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "ticker": "SPY",
                     *       "start": "2024-06-03",
                     *       "weeks": 1,
                     *       "expirations": [
                     *         {
                     *           "date": "2024-06-07",
                     *           "has_chain": true,
                     *           "count": 42,
                     *           "monthly": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Expirations"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listArtifacts: {
        parameters: {
            query?: {
                kind?: components["schemas"]["ArtifactKind"];
                /** @description files of one build, training or backtest */
                run_id?: string;
                /** @description also answers an address for each file that lies in a bucket, where the server gives links */
                links?: boolean;
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of artifacts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-00000000000a",
                     *           "kind": "matrix",
                     *           "uri": "file:.sigma/artifacts/5e/5e884898da280471.parquet",
                     *           "sha256": "5e884898da280471",
                     *           "size_bytes": 40960,
                     *           "created_at": "2024-06-03T13:30:00Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["ArtifactList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    verifyArtifacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "intact": false,
                     *       "whole": {
                     *         "files": 41,
                     *         "bytes": 1843200
                     *       },
                     *       "problems": {
                     *         "missing": {
                     *           "files": 1,
                     *           "bytes": 0
                     *         },
                     *         "changed": {
                     *           "files": 0,
                     *           "bytes": 0
                     *         },
                     *         "unreadable": {
                     *           "files": 0,
                     *           "bytes": 0
                     *         },
                     *         "unreferenced": {
                     *           "files": 0,
                     *           "bytes": 0
                     *         },
                     *         "leftover": {
                     *           "files": 0,
                     *           "bytes": 0
                     *         }
                     *       },
                     *       "recent": {
                     *         "files": 0,
                     *         "bytes": 0
                     *       },
                     *       "foreign": {
                     *         "files": 0,
                     *         "bytes": 0
                     *       },
                     *       "rows": [
                     *         {
                     *           "problem": "missing",
                     *           "uri": "file:.sigma/artifacts/5e/5e884898da280471.json",
                     *           "size_bytes": 0,
                     *           "kind": "model",
                     *           "run_id": "018fdd5e-7c00-7000-8000-000000000002"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ArtifactsVerified"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    collectArtifacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["ArtifactsCollect"];
            };
        };
        responses: {
            /** @description What was removed, or would be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "dry_run": true,
                     *       "files": 2,
                     *       "bytes": 8192,
                     *       "unreferenced": {
                     *         "files": 1,
                     *         "bytes": 4096
                     *       },
                     *       "leftovers": {
                     *         "files": 1,
                     *         "bytes": 4096
                     *       },
                     *       "recent": {
                     *         "files": 0,
                     *         "bytes": 0
                     *       },
                     *       "foreign": {
                     *         "files": 0,
                     *         "bytes": 0
                     *       },
                     *       "rows": [
                     *         {
                     *           "uri": "file:.sigma/artifacts/5e/5e884898da280471.json",
                     *           "size_bytes": 4096
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ArtifactsCollected"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getArtifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as it was stored, of its own media type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"learner":{}} */
                    "*/*": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                path?: string;
                method?: string;
                status?: number;
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
                /** @description only this model */
                model_id?: components["parameters"]["ModelFilter"];
                /** @description from this date or time on */
                start?: components["parameters"]["StartFilter"];
                /** @description up to this date or time */
                end?: components["parameters"]["EndFilter"];
                /** @description rows of a page; above 200 it is 200, and `warnings` says so */
                limit?: components["parameters"]["ClampedLimit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of audit rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-00000000000b",
                     *           "at": "2024-06-03T13:30:00Z",
                     *           "path": "/train",
                     *           "method": "POST",
                     *           "status": 200,
                     *           "client": "127.0.0.1"
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    queryAssistant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "which model passed its gate?",
                 *       "context": {
                 *         "route": "/leaderboard",
                 *         "pack_id": "swingsigma"
                 *       },
                 *       "allow_execute": false
                 *     }
                 */
                "application/json": components["schemas"]["AssistantRequest"];
            };
        };
        responses: {
            /** @description Server-sent events; each `data:` line is an `AssistantEvent` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: token
                     *     data: {"type":"token","text":"None did.","request_id":"018fdd5e-7c00-7000-8000-00000000000c"}
                     */
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAdminJobs: {
        parameters: {
            query?: {
                /** @description one of RunStatus, or empty */
                status?: components["parameters"]["StatusFilter"];
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "job_id": "018fdd5e-7c00-7000-8000-00000000000c",
                     *           "kind": "sweep",
                     *           "model_id": "spy_eq_swing_daily",
                     *           "status": "failed",
                     *           "progress": 10,
                     *           "submitted_at": "2024-06-03T13:30:00Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getQuotas: {
        parameters: {
            query?: {
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Limits and usage */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "user_id": "local",
                     *       "enforced": true,
                     *       "limits": {
                     *         "sweeps_per_day": 50,
                     *         "sweeps_concurrent": 2,
                     *         "train_per_day": 20,
                     *         "train_concurrent": 2
                     *       },
                     *       "standing": {
                     *         "sweeps_per_day": 10,
                     *         "sweeps_concurrent": 2,
                     *         "train_per_day": 20,
                     *         "train_concurrent": 2
                     *       },
                     *       "overrides": {
                     *         "sweeps_per_day": {
                     *           "limit": 50,
                     *           "expires_at": "2024-06-07T16:00:00.000Z",
                     *           "reason": "the yearly report",
                     *           "created_by": "local",
                     *           "created_at": "2024-06-03T13:30:00.000Z"
                     *         }
                     *       },
                     *       "usage": {
                     *         "sweeps_today": 1,
                     *         "sweeps_running": 0,
                     *         "train_today": 2,
                     *         "train_running": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["QuotasAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateQuotas: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "local",
                 *       "limits": {
                 *         "sweeps_per_day": 50
                 *       },
                 *       "expires_at": "2024-06-07T16:00:00Z",
                 *       "reason": "the yearly report"
                 *     }
                 */
                "application/json": components["schemas"]["QuotasPatch"];
            };
        };
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getQuotaUsage: {
        parameters: {
            query?: {
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "usage": {
                     *         "sweeps_today": 1,
                     *         "sweeps_running": 0,
                     *         "train_today": 2,
                     *         "train_running": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["QuotaUsageAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRiskProfiles: {
        parameters: {
            query?: {
                /** @description only this pack */
                pack_id?: components["parameters"]["PackFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One budget per profile, with the versions that were set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "pack_id": "swingsigma",
                     *       "profiles": [
                     *         {
                     *           "pack_id": "swingsigma",
                     *           "profile": "balanced",
                     *           "risk_budget": {
                     *             "max_drawdown_pct": 0.2
                     *           },
                     *           "version": 2,
                     *           "risk_sha": "2c26b46b68ffc68f",
                     *           "set": {
                     *             "max_drawdown_pct": 0.2
                     *           },
                     *           "history": [
                     *             {
                     *               "version": 2,
                     *               "set": {
                     *                 "max_drawdown_pct": 0.2
                     *               },
                     *               "risk_sha": "2c26b46b68ffc68f",
                     *               "created_at": "2024-06-03T13:30:00Z",
                     *               "created_by": "ann"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RiskProfilesAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRiskProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pack_id": "swingsigma",
                 *       "profile": "balanced",
                 *       "risk_budget": {
                 *         "max_drawdown_pct": 0.2
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RiskProfilePatch"];
            };
        };
        responses: {
            /** @description The new version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "version": 2,
                     *       "before": {
                     *         "version": 1,
                     *         "risk_sha": "fcde2b2edba56bf4",
                     *         "risk_budget": {
                     *           "max_drawdown_pct": 0.25
                     *         }
                     *       },
                     *       "after": {
                     *         "version": 2,
                     *         "risk_sha": "2c26b46b68ffc68f",
                     *         "risk_budget": {
                     *           "max_drawdown_pct": 0.2
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RiskProfileChanged"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAdminPacks: {
        parameters: {
            query?: {
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of packs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "swingsigma",
                     *           "meta": {
                     *             "title": "Swing"
                     *           }
                     *         }
                     *       ],
                     *       "packs": [
                     *         {
                     *           "id": "swingsigma",
                     *           "meta": {
                     *             "title": "Swing"
                     *           }
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["PackList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updatePack: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "metadata": {
                 *         "title": "Swing"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PackPatch"];
            };
        };
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "version": 2,
                     *       "metadata": {
                     *         "title": "Swing"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PackChanged"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAdminIndicatorSets: {
        parameters: {
            query?: {
                pack?: string;
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "pack_id": "swingsigma",
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 12
                     *         }
                     *       ],
                     *       "sets": [
                     *         {
                     *           "pack_id": "swingsigma",
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 12
                     *         }
                     *       ],
                     *       "indicator_sets": [
                     *         {
                     *           "pack_id": "swingsigma",
                     *           "name": "swing_eq_default",
                     *           "scope": "pack",
                     *           "indicators": 12
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["IndicatorSetList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAdminTemplates: {
        parameters: {
            query?: {
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of templates */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "pack": "swingsigma",
                     *           "template_id": "mine_v1",
                     *           "name": "Mine",
                     *           "template_version": 1,
                     *           "source": "store",
                     *           "status": "published",
                     *           "faults": [],
                     *           "versions": [
                     *             {
                     *               "version": 1,
                     *               "published_at": "2024-06-03T13:30:00Z",
                     *               "published_by": "ann"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "templates": [
                     *         {
                     *           "pack": "swingsigma",
                     *           "template_id": "mine_v1",
                     *           "name": "Mine",
                     *           "template_version": 1,
                     *           "source": "store",
                     *           "status": "published",
                     *           "faults": [],
                     *           "versions": [
                     *             {
                     *               "version": 1,
                     *               "published_at": "2024-06-03T13:30:00Z",
                     *               "published_by": "ann"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["AdminTemplateList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": {
                 *         "template_id": "mine_v1",
                 *         "name": "Mine",
                 *         "pack": "swingsigma",
                 *         "horizon": "swing",
                 *         "cadence": "daily"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TemplateRequest"];
            };
        };
        responses: {
            /** @description It was stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "template_id": "mine_v1",
                     *       "faults": [
                     *         {
                     *           "field": "indicator_set",
                     *           "issue": "expected a map, got nothing"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TemplateDrafted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": {
                 *         "name": "Mine"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TemplateRequest"];
            };
        };
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "template_id": "mine_v1",
                     *       "faults": []
                     *     }
                     */
                    "application/json": components["schemas"]["TemplateDrafted"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    publishTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["VersionAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listFlags: {
        parameters: {
            query?: {
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of flags */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "key": "assistant_execute",
                     *           "enabled": false,
                     *           "updated_at": "2024-06-03T13:30:00Z",
                     *           "updated_by": "ann"
                     *         }
                     *       ],
                     *       "flags": [
                     *         {
                     *           "key": "assistant_execute",
                     *           "enabled": false,
                     *           "updated_at": "2024-06-03T13:30:00Z",
                     *           "updated_by": "ann"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["FlagList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateFlag: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "assistant_execute",
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["FlagPatch"];
            };
        };
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAdminHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "db": "ok",
                     *       "migrations": {
                     *         "pending": 0,
                     *         "applied": 28
                     *       },
                     *       "cache": {
                     *         "matrices": 5,
                     *         "hits": 3,
                     *         "misses": 5
                     *       },
                     *       "workers": {
                     *         "threads": 2,
                     *         "busy": 0,
                     *         "idle": 2
                     *       },
                     *       "queue": {
                     *         "sweep": {
                     *           "queued": 1,
                     *           "running": 2
                     *         }
                     *       },
                     *       "disk": {
                     *         "free_bytes": 21474836480,
                     *         "total_bytes": 53687091200
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AdminHealth"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listAdminAudit: {
        parameters: {
            query?: {
                user?: string;
                action?: string;
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of actions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-00000000000c",
                     *           "at": "2024-06-03T13:30:00Z",
                     *           "path": "/admin/flags",
                     *           "method": "PATCH",
                     *           "status": 200,
                     *           "user_id": "ann",
                     *           "action": "updateFlag",
                     *           "details": {}
                     *         }
                     *       ],
                     *       "events": [
                     *         {
                     *           "id": "018fdd5e-7c00-7000-8000-00000000000c",
                     *           "at": "2024-06-03T13:30:00Z",
                     *           "path": "/admin/flags",
                     *           "method": "PATCH",
                     *           "status": 200,
                     *           "user_id": "ann",
                     *           "action": "updateFlag",
                     *           "details": {}
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["AdminAuditList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description rows of a page */
                limit?: components["parameters"]["Limit"];
                /** @description rows to pass over */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "rows": [
                     *         {
                     *           "id": "ann",
                     *           "email": "ann@example.org",
                     *           "role": "admin",
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "last_active": null
                     *         }
                     *       ],
                     *       "users": [
                     *         {
                     *           "id": "ann",
                     *           "email": "ann@example.org",
                     *           "role": "admin",
                     *           "created_at": "2024-06-03T13:30:00Z",
                     *           "last_active": null
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "limit": 50,
                     *       "offset": 0,
                     *       "next_offset": null
                     *     }
                     */
                    "application/json": components["schemas"]["UserList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "admin"
                 *     }
                 */
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description It was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    rotateUserToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Without it the request is refused with CONFLICT, whose `details.confirmation` is the text to send */
                "X-Confirmation"?: components["parameters"]["Confirmation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "token_once": "example-token"
                     *     }
                     */
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    runDiagnostics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each check */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "healthy": true,
                     *       "checks": {
                     *         "db": {
                     *           "status": "ok"
                     *         }
                     *       },
                     *       "errors": {}
                     *     }
                     */
                    "application/json": components["schemas"]["HealthzAnswer"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    tailLogs: {
        parameters: {
            query?: {
                lines?: number;
                /** @description of this level and of those that tell less */
                level?: "error" | "warn" | "info" | "debug";
                /** @description of this request and of the jobs that it started */
                request_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "lines": [
                     *         "{\"level\":\"info\",\"time\":\"2026-03-02T09:30:00.000Z\",\"pid\":4711,\"msg\":\"serving\"}"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LogTail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}
