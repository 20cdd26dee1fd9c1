// WebSockets, channel messages and live pages as no client should use them. SHOP is the program to test.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { LivePage } from '../support/live_page.mjs'
import { startShop } from '../support/shop_server.mjs'
import { frame, opcodes } from '../support/websocket_client.mjs'
import { aged, tampered } from './forge.mjs'
import { incident, stillServes } from './incidents.mjs'

const secret = 'a secret of this test only, long enough to sign sessions and tokens with it'
const viewSalt = 'anqa live view'
const days = 24 * 60 * 60

describe('sockets as no client should use them', { concurrency: false }, () => {
  let shop
  before(async () => {
    shop = await startShop(process.env.SHOP, { SECRET_KEY_BASE: secret })
  })
  after(async () => assert.deepEqual(await shop?.stop(), { code: 0, signal: null }))

  const load = (path = '/') => LivePage.load(shop.port, path)
  const connect = async options => (await load()).connect(options)
  const open = async path => (await load(path)).open()

  describe('handshakes', () => {
    const refused = [
      ['another site\'s page', { headers: { origin: 'http://evil.example' } }, 403],
      ['a version of the protocol that is none', { query: { vsn: '9.9.9' } }, 403],
      ['no key', { headers: { 'sec-websocket-key': '' } }, 400],
      ['an unknown version of WebSocket', { headers: { 'sec-websocket-version': '99' } }, [400, 426]],
    ]
    for (const [what, options, status] of refused) {
      it(`are refused for ${what}`, () => incident(shop, async () => {
        await assert.rejects(connect(options), error => [status].flat().includes(error.status))
      }))
    }
  })

  describe('frames', () => {
    const broken = [
      ['without a mask', frame(opcodes.text, 'x', { mask: false }), 1002],
      ['with reserved bits', frame(opcodes.text, 'x', { reserved: 4 }), 1002],
      ['of an unknown kind', frame(3, 'x'), 1002],
      ['that go on with nothing', frame(opcodes.continuation, 'x'), 1002],
      ['that start anew before the end', Buffer.concat([frame(opcodes.text, 'x', { fin: false }), frame(opcodes.text, 'y')]), 1002],
      ['of control in parts', frame(opcodes.ping, 'x', { fin: false }), 1002],
      ['of control that are too long', frame(opcodes.ping, 'x'.repeat(126)), 1002],
      ['that are not UTF-8', frame(opcodes.text, Buffer.from([0xc3, 0x28])), 1007],
      ['that claim to be huge', frame(opcodes.text, 'x', { claimedLength: 0x7fffffff }), 1009],
      ['that close with a code that is none', frame(opcodes.close, Buffer.from([0x03, 0xed])), 1002],
      ['that close with one byte', frame(opcodes.close, 'x'), 1002],
    ]
    for (const [what, bytes, code] of broken) {
      it(`${what} close the connection with ${code}`, () => incident(shop, async () => {
        const page = await connect()
        assert.equal(await page.socket.raw(bytes).closed(), code)
      }))
    }

    it('that never end are let go when the client is', async () => {
      const page = await connect()
      page.socket.raw(frame(opcodes.text, 'x', { claimedLength: 60_000 }))
      page.close()
      await stillServes(shop)
    })
  })

  describe('messages', () => {
    const nonsense = ['hello', '{}', '[]', '[1,2]', 'null', '"x"', '["1","1",7,"phx_join",{}]', '["1","1","lv:x","phx_join"]',
      '[', '['.repeat(100_000), '["1","1","lv:x",{},{}]', '']
    for (const text of nonsense) {
      it(`that are none, like ${JSON.stringify(text.slice(0, 40))}, close the connection`, () => incident(shop, async () => {
        const page = await connect()
        page.socket.text(text)
        assert.ok(await page.socket.closed() > 1000)
      }))
    }

    it('that are none in binary close the connection', () => incident(shop, async () => {
      const page = await connect()
      page.socket.raw(frame(opcodes.binary, Buffer.from([0, 255, 255, 255, 255, 1])))
      assert.ok(await page.socket.closed() > 1000)
    }))

    it('to an unknown topic are answered with an error', () => incident(shop, async () => {
      const page = await open()
      for (const event of ['phx_join', 'event']) {
        const answer = await page.push(event, {}, { topic: 'room:lobby', joinRef: null })
        assert.deepEqual(answer, { status: 'error', response: { reason: 'unmatched topic' } })
      }
      assert.equal((await page.push('heartbeat', {}, { topic: 'phoenix', joinRef: null })).status, 'ok')
    }, { records: 2 }))

    it('of an unknown kind are answered with an error', () => incident(shop, async () => {
      const page = await open()
      assert.equal((await page.push('no_such_message', {})).status, 'error')
      assert.equal((await page.click('add', { id: '1' }, 1)).status, 'ok', 'the page works on')
    }))

    it('with an event that the view does not have end the view, and nothing else', () => incident(shop, async () => {
      const page = await open()
      const other = await open('/support')
      page.socket.text(JSON.stringify([page.joinRef, '99', page.topic, 'event', { type: 'click', event: 'no_such_event', value: {} }]))
      for (let text = await page.socket.next(); ; text = await page.socket.next()) {
        if (JSON.parse(text)[3] === 'phx_error') break
      }
      assert.equal((await page.join()).status, 'ok', 'the client joins again')
      assert.equal((await other.push('heartbeat', {}, { topic: 'phoenix', joinRef: null })).status, 'ok')
    }))

    it('in a flood are answered in their order, and others meanwhile', async () => {
      const page = await open()
      const flood = Array.from({ length: 200 }, (_, i) => page.submit('search', { q: i % 2 ? 'tea' : 'coffee' }))
      await stillServes(shop)
      assert.equal((await (await open('/support')).push('heartbeat', {}, { topic: 'phoenix', joinRef: null })).status, 'ok')
      const answers = await Promise.all(flood)
      assert.ok(answers.every(answer => answer.status === 'ok'))
      assert.deepEqual(page.replied, [...page.replied].sort((a, b) => a - b))
      assert.match(JSON.stringify(answers.at(-1)), / Tea"/)
    })

    const shapes = [{}, { event: 'add' }, { event: ['add'], value: 7 }, { type: 'click', event: 'add', cid: 1, value: [1, 2] },
      { type: 'click', event: 'add', cid: 1, value: { id: { a: 1 } } }, { type: 'click', event: 'add', cid: 1, value: { id: 'x'.repeat(10_000) } },
      { type: 'form', event: 'search', value: '%zz&q[][a]=1&q=2&&==' }, { type: 'form', event: 'search', value: 5 },
      { type: 'click', event: 'add', cid: 1, value: { id: '99999999999999999999999' } }, { type: 'click', event: 'add', value: null, cid: 'x' }]
    for (const payload of shapes) {
      it(`with a payload of the wrong shape, like ${JSON.stringify(payload).slice(0, 60)}, are answered or end the view`, async () => {
        const page = await open()
        const mark = shop.lines.length
        page.socket.text(JSON.stringify([page.joinRef, '99', page.topic, 'event', payload]))
        const event = JSON.parse(await page.socket.next())[3]
        assert.ok(['phx_reply', 'phx_error', 'live_patch'].includes(event), event)
        await stillServes(shop)
        const said = shop.since(mark).filter(line => / \[(warning|error)\] /.test(line))
        assert.ok(said.length <= 1, `one record at most:\n${said.join('\n')}`)
        assert.equal((await page.join()).status, 'ok')
      })
    }
  })

  describe('joins', () => {
    const refusals = [
      ['a tampered session', page => ({ session: tampered(page.session) }), 'stale'],
      ['a session that is none', () => ({ session: 'x' }), 'stale'],
      ['a session of the wrong type', () => ({ session: { a: 1 } }), 'stale'],
      ['no session', () => ({ session: undefined }), 'stale'],
      ['an expired session', page => ({ session: aged(page.session, secret, viewSalt, 15 * days) }), 'stale'],
      ['a session from the future', page => ({ session: aged(page.session, secret, viewSalt, -1 * days) }), 'stale'],
      ['a tampered static token', page => ({ static: tampered(page.static) }), 'stale'],
      ['the session where the static token belongs', page => ({ static: page.session }), 'stale'],
      ['the address of another view', page => ({ url: `http://localhost:${page.port}/orders` }), 'unauthorized'],
      ['an address that is not there', page => ({ url: `http://localhost:${page.port}/nowhere` }), 'unauthorized'],
      ['an address that is none', () => ({ url: 'a:b:c' }), 'unauthorized'],
    ]
    for (const [what, changes, reason] of refusals) {
      it(`with ${what} are refused`, () => incident(shop, async () => {
        const page = await connect()
        assert.deepEqual(await page.join(changes(page)), { status: 'error', response: { reason } })
        assert.equal((await page.join()).status, 'ok', 'the right one still works')
      }))
    }

    it('with the session of another page are refused', () => incident(shop, async () => {
      const page = await connect()
      const other = await load('/checkout')
      assert.equal((await page.join({ session: other.session })).response.reason, 'stale')
    }))

    const untrusted = [
      ['a wrong CSRF token', page => ({ csrf: page.csrf.split('').reverse().join('') })],
      ['no CSRF token', () => ({ csrf: '' })],
      ['no cookie', () => ({ cookies: [] })],
      ['a tampered cookie', page => ({ cookies: page.cookies.map(tampered) })],
    ]
    for (const [what, options] of untrusted) {
      it(`through a socket with ${what} are refused`, () => incident(shop, async () => {
        const page = await load()
        await page.connect(options(page))
        assert.equal((await page.join()).response.reason, 'stale')
      }))
    }

    it('through a socket with the CSRF token of somebody else are refused', () => incident(shop, async () => {
      const [page, somebody] = [await load(), await load()]
      await page.connect({ csrf: somebody.csrf })
      assert.equal((await page.join()).response.reason, 'stale')
    }))

    it('that are sent again replace the first', () => incident(shop, async () => {
      const page = await open()
      const first = page.joinRef
      assert.equal((await page.join()).status, 'ok')
      const closed = JSON.parse(await page.socket.next())
      assert.deepEqual(closed.slice(0, 4), [first, first, page.topic, 'phx_close'])
      assert.equal((await page.click('add', { id: '1' }, 1)).status, 'ok')
    }, { records: 0 }))

    it('beyond the number that one connection may have are refused', () => incident(shop, async () => {
      const page = await connect()
      const answers = []
      for (let i = 0; i < 120; i++) {
        answers.push(await page.push('phx_join', page.joinPayload(), { topic: `lv:phx-${i}`, joinRef: `j${i}` }))
      }
      assert.ok(answers.every(answer => answer.status === 'error'))
    }, { records: 120 }))
  })
})
