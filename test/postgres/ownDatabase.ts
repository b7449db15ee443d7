import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'

/** A database of the test's own, and who may do everything with it. */
export async function ownDatabase(more = '') {
  const url = new URL(inject('postgresUrl'))
  const admin = new pg.Client(url.href)
  await admin.connect()
  const name = `own_${randomUUID().slice(0, 8)}`
  await admin.query(`create database ${name} ${more}`)
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  url.pathname = name
  return { admin, name, url: url.href }
}
