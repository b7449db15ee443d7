import { define } from './settingDefinition.ts'
import { flag } from './settingReaders.ts'

/** What the assistant may look at. */
export const assistantSettings = {
  assistant_read_matrices: define<boolean>({
    env: ['SIGMA_ASSISTANT_READ_MATRICES'],
    yaml: 'assistant.read_matrices',
    read: flag,
    fallback: false,
    use: 'whether the assistant may show rows of artifacts and matrices',
  }),
}
