import type { CliContext } from './context.ts'
import { type CreateOptions, cadences, horizons } from './createOptions.ts'
import { Back, type Choice, inOrder, Left, type Prompts } from './guide/prompts.ts'
import { option, shellLine } from './guide/words.ts'
import { Interrupted } from './interrupted.ts'
import { readPages } from './pages.ts'

const profiles = ['conservative', 'balanced', 'aggressive'] as const

/** What a model needs that is not given, asked for question by question: of a template, or of its parts. */
export async function askForModel(
  context: CliContext,
  given: CreateOptions,
  prompts: Prompts,
): Promise<CreateOptions> {
  const templates = await templateChoices(context, given.pack)
  try {
    for (;;) {
      const from = await prompts.select('What does the model start from?', [
        { value: 'template', name: 'a template', about: 'with its indicators, label and limits' },
        { value: 'parts', name: 'ticker, asset, horizon and cadence' },
      ])
      try {
        return await (from === 'template' ? ofTemplate(given, templates, prompts) : ofParts(given, prompts))
      } catch (error) {
        if (!(error instanceof Back)) throw error
      }
    }
  } catch (error) {
    if (!(error instanceof Back || error instanceof Left)) throw error
    throw new Interrupted('nothing was made', 'run the same command to start it again')
  }
}

async function ofTemplate(
  given: CreateOptions,
  templates: Choice<string>[],
  prompts: Prompts,
): Promise<CreateOptions> {
  const answers = { ...given }
  await inOrder([
    async () => {
      answers.template = await prompts.search('Which template? (type to search)', templates, answers.template)
    },
    async () => {
      answers.name = await prompts.text({
        message: 'A name, or an id such as spy_eq_swing_daily_mine',
        ...(answers.name !== undefined && { earlier: answers.name }),
        fault: (text) => (/[a-z0-9]/i.test(text) ? undefined : 'expected words'),
      })
    },
    async () => {
      answers.risk = await prompts.select(
        'Which risk profile?',
        choicesOf(profiles),
        known(profiles, answers.risk),
      )
    },
  ])
  return answers
}

async function ofParts(given: CreateOptions, prompts: Prompts): Promise<CreateOptions> {
  const answers = { ...given }
  await inOrder([
    async () => {
      answers.ticker = await prompts.text({
        message: 'Which ticker? (universe for several)',
        ...(answers.ticker !== undefined && { earlier: answers.ticker }),
        fault: (text) => (/^[a-z0-9][a-z0-9.-]*$/i.test(text) ? undefined : 'expected a symbol such as SPY'),
      })
    },
    async () => {
      const kinds = [
        { value: 'eq', name: 'shares' },
        { value: 'opt', name: 'options' },
      ] as const
      answers.asset = await prompts.select('What is traded?', [...kinds], answers.asset)
    },
    async () => {
      answers.horizon = await prompts.select('How long is it held?', choicesOf(horizons), answers.horizon)
    },
    async () => {
      answers.cadence = await prompts.select(
        'How often does it decide?',
        choicesOf(cadences),
        answers.cadence,
      )
    },
    async () => {
      const variant = await prompts.text({
        message: 'A word at the end of its id, to tell it from others (may be left out)',
        ...(answers.variant !== undefined && { earlier: answers.variant }),
        fault: (text) => (/^\w*$/.test(text) ? undefined : 'expected letters, digits and underscores'),
      })
      if (variant !== '') answers.variant = variant
    },
  ])
  return answers
}

/** The command line that makes the same model again. */
export function repeatedBy({
  template,
  name,
  risk,
  ticker,
  asset,
  horizon,
  cadence,
  ...rest
}: CreateOptions) {
  const words = [
    ...option('--template', template),
    ...option('--name', name),
    ...option('--risk', risk),
    ...option('--ticker', ticker),
    ...option('--asset', asset),
    ...option('--horizon', horizon),
    ...option('--cadence', cadence),
    ...option('--algo', rest.algo),
    ...option('--variant', rest.variant),
    ...option('--pack', rest.pack),
    ...option('--indicator-set', rest.indicatorSet),
  ]
  return shellLine(['sigma', 'models', 'create', ...words])
}

async function templateChoices(context: CliContext, pack: string | undefined): Promise<Choice<string>[]> {
  const { rows } = await readPages({ all: true }, (page) =>
    context.ask((client) => client.GET('/model_templates', { params: { query: { pack, ...page } } })),
  )
  return rows.map(({ template_id, name, pack: home }) => ({
    value: template_id,
    name: template_id,
    about: `${name}, pack ${home}`,
  }))
}

const choicesOf = <Value extends string>(values: readonly Value[]): Choice<Value>[] =>
  values.map((value) => ({ value, name: value }))

const known = <Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined =>
  values.find((value) => value === text)
