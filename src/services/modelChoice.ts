/** The language model that was chosen, and how it is reached. */
export interface ModelChoice {
  provider: 'openai' | 'anthropic'
  model: string
  key: string
  /** Another address than the provider's own. */
  baseUrl?: string | undefined
}
