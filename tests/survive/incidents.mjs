// What every incident is followed by: the shop still answers, and its log says what happened in one line.
import assert from 'node:assert/strict'
import { request } from '../support/http_client.mjs'

// A line of the request log tells nothing new where another line says what was wrong.
const ordinary = / \[info\] (GET|HEAD) \S+ (200|101|304) in /
const requested = / \[info\] [A-Z]+ \S+ \d{3} in /
const record = /^\d{4}-\d\d-\d\dT\S+ \[/

/** A page as every visitor gets it; when it is there, so is its line in the log. */
export async function stillServes(shop) {
  const mark = shop.lines.length
  const page = await request(shop.port, '/')
  assert.equal(page.status, 200)
  assert.match(page.body, /2\d\d products/)
  await shop.line(mark, page.headers['x-request-id'])
}

/**
 * Runs `cause`; then the shop must still serve, and its log must have told of it in exactly `records` records (a crash's stack
 * belongs to its record), those of ordinary requests aside.
 */
export async function incident(shop, cause, { records = 1 } = {}) {
  const mark = shop.lines.length
  const told = () => {
    const all = shop.since(mark).filter(line => record.test(line) && !ordinary.test(line))
    const reasons = all.filter(line => !requested.test(line))
    return reasons.length ? reasons : all
  }
  await cause()
  await shop.logged(mark, () => told().length >= records)
  await stillServes(shop)
  assert.equal(told().length, records, `records of the log:\n${told().join('\n')}`)
}
