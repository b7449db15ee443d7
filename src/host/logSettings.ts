import { type LogLevel, logLevels } from '../services/log.ts'
import { define } from './settingDefinition.ts'
import { oneOf, text } from './settingReaders.ts'

/** What a server tells of its work. */
export const logSettings = {
  log_level: define<LogLevel | 'silent'>({
    env: ['SIGMA_LOG_LEVEL'],
    yaml: 'log.level',
    read: oneOf([...logLevels, 'silent']),
    fallback: 'info',
    use: 'how much sigma serve logs: error, warn, info, debug or silent',
  }),
  log_format: define<'json' | 'text' | 'auto'>({
    env: ['SIGMA_LOG_FORMAT'],
    yaml: 'log.format',
    read: oneOf(['json', 'text', 'auto']),
    fallback: 'auto',
    use: 'json or text; auto is text on a terminal, else json',
  }),
  log_file: define<string | undefined>({
    env: ['SIGMA_LOG_FILE'],
    yaml: 'log.file',
    read: text,
    fallback: undefined,
    use: 'file that log lines are added to, those of commands too (default: standard error of sigma serve)',
  }),
}
