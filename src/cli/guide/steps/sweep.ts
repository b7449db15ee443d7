import { z } from 'zod'
import type { GuideAnswers } from '../../../host/guideFiles.ts'
import { share, whole } from '../../globals.ts'
import { numberSets, numbers } from '../../listArguments.ts'
import { planCommand, sweepCommand } from '../commands.ts'
import { Back, inOrder, type Prompts } from '../prompts.ts'
import { step } from '../step.ts'
import { faultOf } from '../texts.ts'

type Variants = GuideAnswers['sweep']

/** What is offered; the last is typed. */
const proposals: { value: string; name: string; about: string; sweep?: Variants }[] = [
  {
    value: 'few',
    name: 'a few: 3 variants, 3 folds',
    about: 'the best 5, 10 and 20 % of the days are traded',
    sweep: { top_pcts: [0.05, 0.1, 0.2], splits: 3 },
  },
  {
    value: 'usual',
    name: 'the usual: 8 variants, 5 folds',
    about: 'four sets of thresholds, and the best 5, 10, 15 and 20 %',
    sweep: {
      thresholds: [
        [0.5, 0.52, 0.54],
        [0.52, 0.55, 0.58],
        [0.55, 0.6, 0.65],
        [0.6, 0.65, 0.7],
      ],
      top_pcts: [0.05, 0.1, 0.15, 0.2],
      splits: 5,
    },
  },
  { value: 'own', name: 'your own', about: 'sets of thresholds, shares and folds, as you type them' },
]

export const variantsStep = step({
  name: 'variants',
  see: async () => undefined,
  async ask(prompts, _, { answers }) {
    const earlier = keyOf(answers.sweep)
    for (;;) {
      const key = await prompts.select(
        'What is to be tried? Every further variant raises what the gate asks of the best.',
        proposals,
        earlier,
      )
      const proposal = proposals.find(({ value }) => value === key)
      if (proposal?.sweep) return { sweep: proposal.sweep }
      try {
        return { sweep: await ownVariants(prompts, answers.sweep) }
      } catch (error) {
        if (!(error instanceof Back)) throw error
      }
    }
  },
  commands: (progress) => [planCommand(progress)],
  isInScript: false,
})

const swept = z.object({ sweep_id: z.string() })

export const sweepStep = step({
  name: 'sweep',
  async see(run, progress) {
    if (run.isDry || progress.stopped_sweep) return
    run.tell(await run.line(planCommand(progress)))
  },
  async ask(prompts, _, { stopped_sweep }) {
    const go = await prompts.select(
      stopped_sweep ? 'The sweep was stopped. Go on with it?' : 'Start the sweep?',
      [
        { value: 'yes', name: 'yes' },
        { value: 'no', name: 'no, try something else' },
      ],
    )
    if (go === 'no') throw new Back()
    return {}
  },
  async act(run, progress) {
    const { stopped_sweep } = progress
    const ran = await run.line(stopped_sweep ? ['sweep', 'resume', stopped_sweep] : sweepCommand(progress))
    run.tell(ran)
    return { sweep: swept.parse(ran.body) }
  },
  commands: (progress) => [sweepCommand(progress)],
  isInScript: true,
})

function keyOf(sweep: Variants | undefined): string | undefined {
  if (sweep === undefined) return undefined
  return proposals.find((one) => JSON.stringify(one.sweep) === JSON.stringify(sweep))?.value ?? 'own'
}

async function ownVariants(prompts: Prompts, earlier: Variants | undefined): Promise<Variants> {
  const typed = {
    sets: earlier
      ? (earlier.thresholds ?? []).map((set) => set.join(',')).join('; ')
      : '0.50,0.55; 0.55,0.60',
    shares: earlier ? (earlier.top_pcts ?? []).join(', ') : '0.05, 0.10, 0.20',
    splits: String(earlier?.splits ?? 5),
  }
  await inOrder([
    async () => {
      typed.sets = await prompts.text({
        message: 'Threshold sets, separated by ; (- for none)',
        earlier: typed.sets || '-',
        fault: (text) => (isNone(text) ? undefined : faultOf(probabilities, text)),
      })
    },
    async () => {
      typed.shares = await prompts.text({
        message: 'Shares of the rows to trade, separated by commas (- for none)',
        earlier: typed.shares || '-',
        fault: (text) => {
          if (!isNone(text)) return faultOf(shares, text)
          return isNone(typed.sets) ? 'without thresholds, name at least one share' : undefined
        },
      })
    },
    async () => {
      typed.splits = await prompts.text({
        message: 'Test folds',
        earlier: typed.splits,
        fault: (text) => faultOf(whole(1, 100), text),
      })
    },
  ])
  return {
    ...(!isNone(typed.sets) && { thresholds: probabilities(typed.sets) }),
    ...(!isNone(typed.shares) && { top_pcts: shares(typed.shares) }),
    splits: Number(typed.splits),
  }
}

const isNone = (text: string): boolean => /^(-|none)?$/.test(text.trim())

const shares = (text: string): number[] => {
  for (const part of text.split(',')) share(part.trim())
  return numbers(text)
}

/** Sets of probabilities, each below 1, in rising order. */
function probabilities(text: string): number[][] {
  const sets = numberSets(text)
  for (const level of sets.flat()) share(level === 1 ? '' : String(level))
  return sets.map((set) => [...set].sort((a, b) => a - b))
}
