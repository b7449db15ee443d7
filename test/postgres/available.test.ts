import { requireTool } from '../required.ts'
import { findPostgres } from './server.ts'

requireTool(
  'postgres',
  findPostgres() !== undefined,
  'the tests of the store on PostgreSQL, because its server is not installed (Debian: postgresql)',
)
