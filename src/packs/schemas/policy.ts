import { z } from 'zod'

/** Any plain values: the rules of policies are those of core, which know both of its forms. */
export const policySchema = z.unknown()
