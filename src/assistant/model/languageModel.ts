/** A tool as a model is told of it. */
export interface ToolDeclaration {
  /** Letters, digits and underscores: the one spelling that every provider takes. */
  name: string
  description: string
  /** JSON Schema of the parameters: an object. */
  parameters: { type: 'object'; [keyword: string]: unknown }
}

/** A tool that a model asks for, as it asked: nothing of it has been looked at. */
export interface ModelCall {
  id: string
  name: string
  /** JSON, or what the model takes for it. */
  params: string
}

export type ModelMessage =
  | { role: 'user'; text: string }
  | { role: 'model'; text: string; calls: ModelCall[] }
  | { role: 'tools'; results: { id: string; text: string; failed: boolean }[] }

export interface ModelTurn {
  instructions: string
  messages: readonly ModelMessage[]
  tools: readonly ToolDeclaration[]
  /** Whether it may ask for tools, rather than having to answer now. */
  mayCall: boolean
  /** Aborted when no more is to come; the request is given up then. */
  signal: AbortSignal
}

export type ModelPiece =
  | { type: 'text'; text: string }
  | { type: 'call'; call: ModelCall }
  /** Something came that says nothing yet. */
  | { type: 'working' }
  /** The last: whether the model came to its end, reached its limit or declined. */
  | { type: 'end'; reason: 'done' | 'limit' | 'declined' }

/** A language model of some provider. */
export interface LanguageModel {
  /**
   * Has the model say what comes next, piece by piece.
   *
   * @throws UNAVAILABLE in a sentence without secrets, whatever the provider did instead; its cause is what the provider said
   */
  ask(turn: ModelTurn): AsyncGenerator<ModelPiece, void>
}
