import type { Parts } from '../../services/parts.ts'
import { changeRole, checkRole, listUsers, requireGoodTokens, rotateTokens } from '../../services/users.ts'
import { requireConfirmation } from '../confirmation.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

/** Who may do what. */
export const adminUserRoutes = (parts: Parts): Routes<Served<'adminUsers'>> => ({
  async listUsers({ query }) {
    const { rows, answer } = await storedPage(query, (page) => listUsers(parts, page))
    const users = rows.map(({ id, role, createdAt, lastActive, tokens, scopes }) => ({
      id,
      email: id.includes('@') ? id : null,
      role,
      created_at: createdAt,
      last_active: lastActive,
      tokens,
      scopes,
    }))
    return { ...answer, rows: users, users }
  },

  async updateUser(request) {
    const { id } = request.params
    const { role } = request.body
    await checkRole(parts, id, role)
    requireConfirmation(request, `a change of the role of ${id}`)
    await changeRole(parts, id, role)
    return { ok: true }
  },

  async rotateUserToken(request, reply) {
    const { id } = request.params
    await requireGoodTokens(parts, id)
    requireConfirmation(request, `the end of the tokens of ${id}`)
    const { token, scopes, ended } = await rotateTokens(parts, id)
    // No cache on the way may keep it.
    reply.header('Cache-Control', 'no-store')
    return { ok: true, token_once: token, scopes, ended }
  },
})
