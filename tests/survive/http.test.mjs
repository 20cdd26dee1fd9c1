// HTTP that no client should send. SHOP is the program to test.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RawConnection, statusOf } from '../support/http_client.mjs'
import { startShop } from '../support/shop_server.mjs'
import { incident, stillServes } from './incidents.mjs'

const timeout = 1000
const head = 'GET / HTTP/1.1\r\nHost: localhost\r\n'

const malformed = [
  ['no HTTP at all', Buffer.from('16030100f4010000f00303', 'hex'), 400],
  ['a header line without a colon', `${head}nonsense\r\n\r\n`, 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two lengths', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc`, 400],
  ['a length and chunks', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['a length that is no number', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n`, 400],
  ['a chunk size that is no number', `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`, 400],
  ['a NUL in a header', `${head}X: a\0b\r\n\r\n`, 400],
  ['an address longer than allowed', `GET /${'a'.repeat(10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 414],
  ['a header longer than allowed', `${head}X: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ['more headers than allowed', `${head}${'X: a\r\n'.repeat(200)}\r\n`, 431],
  ['a body longer than allowed', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n`, 413],
  ['a length beyond every integer', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`, [400, 413]],
  ['a version of HTTP that is none', 'GET / HTTP/7.3\r\nHost: localhost\r\n\r\n', [400, 505]],
  ['a method that is none', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', [400, 405, 501]],
  ['an address out of the tree', 'GET /assets/../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n', [400, 404], 0],
  ['an encoded address out of the tree', 'GET /assets/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n', [400, 404], 0],
  ['an address that is not UTF-8', 'GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n', [400, 404]],
  ['a page that is not there', 'GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
  ['a method that no page takes', 'POST /checkout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n', [403, 404, 405]],
  ['a session cookie of somebody else\'s making', `${head}Cookie: _anqa_key=SFMyNTY.g3QAAAAA.AAAA\r\n\r\n`, 200, 0],
]

describe('HTTP that no client should send', { concurrency: false }, () => {
  let shop
  before(async () => {
    shop = await startShop(process.env.SHOP, { REQUEST_TIMEOUT_MS: String(timeout) })
  })
  after(async () => assert.deepEqual(await shop?.stop(), { code: 0, signal: null }))

  for (const [what, bytes, expected, records = 1] of malformed) {
    it(`answers ${what} with ${expected}`, () => incident(shop, async () => {
      const status = await statusOf(shop.port, bytes)
      assert.ok([expected].flat().includes(status), `got ${status}`)
    }, { records }))
  }

  it('notices a request that ends in its middle', () => incident(shop, async () => {
    const connection = await RawConnection.open(shop.port)
    connection.send(`${head}X: unfini`)
    connection.socket.end()
    await connection.toTheEnd()
  }))

  it('notices a body that ends in its middle', () => incident(shop, async () => {
    const connection = await RawConnection.open(shop.port)
    connection.send('POST /checkout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this')
    connection.socket.end()
    await connection.toTheEnd()
  }))

  it('does not wait for ever for a header', () => incident(shop, async () => {
    const connection = await RawConnection.open(shop.port)
    connection.send(head)
    assert.match(await connection.toTheEnd(), /^HTTP\/1\.1 408 /)
  }))

  it('does not wait for ever for a body', () => incident(shop, async () => {
    const connection = await RawConnection.open(shop.port)
    connection.send('POST /checkout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this')
    assert.match(await connection.toTheEnd(), /^HTTP\/1\.1 408 /)
  }))

  it('lets an idle connection go', () => incident(shop, async () => {
    const connection = await RawConnection.open(shop.port)
    assert.equal(await connection.toTheEnd(), '')
  }, { records: 0 }))

  it('serves others while many connections only hang about', async () => {
    const idle = await Promise.all(Array.from({ length: 300 }, () => RawConnection.open(shop.port)))
    for (const connection of idle) connection.send('GET / HT')
    await stillServes(shop)
    for (const connection of idle) connection.close()
    await stillServes(shop)
  })

  it('serves others while a client asks and asks and reads nothing', async () => {
    const connection = await RawConnection.open(shop.port)
    connection.socket.pause()
    connection.send(`${head}\r\n`.repeat(2000))
    for (let i = 0; i < 5; i++) await stillServes(shop)
    connection.close()
    await stillServes(shop)
  })

  it('answers pipelined requests in their order, and the broken one among them last', () => incident(shop, async () => {
    const connection = await RawConnection.open(shop.port)
    connection.send(`${head}\r\nGET /support HTTP/1.1\r\nHost: localhost\r\n\r\n${head}nonsense\r\n\r\n`)
    const statuses = [...(await connection.toTheEnd()).matchAll(/HTTP\/1\.1 (\d{3})/g)].map(found => found[1])
    assert.deepEqual(statuses, ['200', '200', '400'])
  }))
})
