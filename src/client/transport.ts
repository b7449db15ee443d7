/** How a client reaches its server: over the network, or inside this process. Same shape as `fetch`. */
export type Transport = (request: Request) => Promise<Response>
