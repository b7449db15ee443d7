import { describe, expect, it } from 'vitest'
import { runSigma } from './runSigma.ts'

describe('sigma', () => {
  it('names the nearest command to a mistyped one, and exits 2', async () => {
    const { code, stdout, stderr } = await runSigma('bactest')
    expect(code).toBe(2)
    expect(stderr).toContain("unknown command 'bactest'")
    expect(stderr).toContain('Did you mean backtest?')
    expect(stdout).toBe('')
  })

  it('names the nearest option to a mistyped one, and exits 2', async () => {
    const { code, stderr } = await runSigma('backtest', 'm', '--tresholds', '0.5')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean --thresholds?')
  })

  it('tells a usage error in JSON too when asked for, alone on standard output', async () => {
    const { code, stdout } = await runSigma('backtest', 'm', '--splits', 'five', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: {
        code: 'INVALID_PARAM',
        message: expect.stringContaining('a whole number of at least 1, got "five"'),
      },
    })
  })

  it('needs a model or a file', async () => {
    const { code, stderr } = await runSigma('backtest')
    expect(code).toBe(2)
    expect(stderr).toContain('MODEL: is missing')
    expect(stderr).toContain('--csv')
  })

  it('refuses two models in one command', async () => {
    const { code, stderr } = await runSigma('train', 'one', '--model', 'two')
    expect(code).toBe(2)
    expect(stderr).toContain('names two, the argument names one')
  })

  it.each([
    ['backtest', 'm', '--thresholds', '0.5', '--top-pct', '0.1'],
    ['backtest', 'm', '--cv', 'random'],
    ['build', 'm', '--start', '2020-02-30'],
    ['sweep', 'm', '--thresholds', '0.5;;0.6'],
    ['check-backend', '--only', 'everything'],
    ['runs', 'bild'],
  ])('exits 2 at %s %s %s %s', async (...argv) => {
    expect((await runSigma(...argv)).code).toBe(2)
  })

  it('exits 3 when no backend answers', async () => {
    const { code, stderr } = await runSigma('leaderboard', '--base-url', 'http://127.0.0.1:1')
    expect(code).toBe(3)
    expect(stderr).toContain('no backend answers at http://127.0.0.1:1')
  })
})

describe('--dry-run', () => {
  it('shows the request of a backtest as the contract spells it', async () => {
    const argv = 'backtest m --thresholds 0.55,0.6 --hours all --rate 0.1 --no-momentum-gate --risk Balanced'
    const { code, stdout } = await runSigma(...argv.split(' '), '--dry-run', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      dry_run: true,
      request: {
        method: 'POST',
        path: '/backtests',
        body: {
          model_id: 'm',
          thresholds: [0.55, 0.6],
          hyperparams: { rate: 0.1 },
          momentum_gate: false,
          allowed_hours: '',
          risk_profile: 'Balanced',
        },
      },
    })
  })

  it.each(['train', 'backtest', 'sweep'])(
    'shows how trees are boosted, as the contract spells it: %s',
    async (command) => {
      const trees =
        '--rounds 9 --depth 5 --max-leaves 7 --growth leaf --rate 0.2 --lambda 2 --alpha 0.5 --gamma 0 ' +
        '--min-child-weight 3 --subsample 0.8 --column-sample 0.7 --column-sample-by-level 0.6 --max-bins 64 ' +
        '--early-stopping 10 --monotone rsi_14=1,vix=-1 --monotone ema=0'
      const { code, stdout } = await runSigma(command, 'm', ...trees.split(' '), '--dry-run', '--json')
      expect(code).toBe(0)
      expect(JSON.parse(stdout).request.body.hyperparams).toEqual({
        rounds: 9,
        depth: 5,
        max_leaves: 7,
        growth: 'leaf',
        rate: 0.2,
        lambda: 2,
        alpha: 0.5,
        gamma: 0,
        min_child_weight: 3,
        subsample: 0.8,
        column_sample: 0.7,
        column_sample_by_level: 0.6,
        max_bins: 64,
        early_stopping_rounds: 10,
        monotone: { rsi_14: 1, vix: -1, ema: 0 },
      })
    },
  )

  it('shows that early stopping is switched off', async () => {
    const { stdout } = await runSigma('train', 'm', '--no-early-stopping', '--dry-run', '--json')
    expect(JSON.parse(stdout).request.body).toEqual({
      model_id: 'm',
      hyperparams: { early_stopping_rounds: null },
    })
  })

  it.each([
    ['--rate', '1.5'],
    ['--subsample', '0'],
    ['--lambda', '-1'],
    ['--max-bins', '257'],
    ['--growth', 'sideways'],
    ['--monotone', 'rsi_14'],
    ['--monotone', 'rsi_14=2'],
    ['--early-stopping', '0'],
  ])('is not reached with %s %s', async (option, value) => {
    const { code, stderr } = await runSigma('train', 'm', option, value, '--dry-run')
    expect(code).toBe(2)
    expect(stderr).toContain(option)
  })

  it('takes a model file where a model is named, since no model has a dot in its id', async () => {
    const argv = ['--csv', 'new.csv', '--workspace', '/w', '--dry-run', '--json']
    const { stdout } = await runSigma('predict', '/w/models/model.json', ...argv)
    const { body } = JSON.parse(stdout).request
    expect(body.model_file).toBe('models/model.json')
    expect(body).not.toHaveProperty('model_id')
  })

  it('shows the variants of a sweep, from one option or several', async () => {
    const argv = ['--thresholds', '0.5,0.6;0.7', '--thresholds', '0.8', '--top-pcts', '0.1,0.2']
    const more = ['--hours-sets', '10,11;all', '--momentum', 'both', '--splits', '3', '--csv', 'f.csv']
    const { stdout } = await runSigma('sweep', ...argv, ...more, '--dry-run', '--json')
    expect(JSON.parse(stdout).request).toEqual({
      method: 'POST',
      path: '/sweeps/run',
      body: {
        csv: 'f.csv',
        sweep: {
          thresholds_variants: [[0.5, 0.6], [0.7], [0.8]],
          top_pct_variants: [0.1, 0.2],
          hours_variants: ['10,11', ''],
          momentum_gate_variants: [true, false],
          splits: 3,
        },
      },
    })
  })

  it('shows every request of a pipeline', async () => {
    const { stdout } = await runSigma('pipeline', 'm', '--gated', '--dry-run', '--json')
    const { requests } = JSON.parse(stdout)
    expect(requests.map(({ path }: { path: string }) => path)).toEqual([
      '/matrix/build',
      '/train',
      '/backtests',
    ])
    expect(requests[2].body).toEqual({ model_id: 'm', momentum_gate: true })
  })
})
