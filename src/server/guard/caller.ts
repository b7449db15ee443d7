/** Who sends a request. */
export interface Caller {
  userId: string
  /** What rate limits count by: of a token its id. */
  tokenId: string | null
  scopes: readonly string[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of the contract that a route serves; absent for pages and their files. */
    operation?: string
  }
  interface FastifyRequest {
    /** Null where nobody is asked, as in this process. */
    caller: Caller | null
  }
}
