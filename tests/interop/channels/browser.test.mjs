// What the npm package phoenix, unmodified, makes of our channels in Debian's Chromium: there WebSockets, fetches and
// their refusals are a browser's, with an origin and a preflight. CHANNELS_SERVER is the program to test.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, afterEach, before, describe, it } from 'node:test'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { launchBrowser } from '../../browser/visitor.mjs'
import { patience } from '../../support/shop_server.mjs'

// What the server serves beside its sockets: the client and a page that uses it.
const folders = [dirname(createRequire(import.meta.url).resolve('phoenix')), join(import.meta.dirname, 'page')]

class ChannelsServer {
  port = 0

  /** After a kill it comes back on the port that it had. */
  async start() {
    this.child = spawn(process.env.CHANNELS_SERVER, [String(this.port), ...folders], { stdio: ['ignore', 'pipe', 'ignore'] })
    this.ended = new Promise(resolve => this.child.once('close', resolve))
    for await (const line of createInterface({ input: this.child.stdout })) {
      this.port = Number(line)
      return this
    }
    throw new Error('the server ended before it said where it listens')
  }

  kill() {
    this.child.kill('SIGKILL')
    return this.ended
  }
}

let server, browser
let contexts = []
let errors = []

/** The page, as one of that host, in a profile of its own. */
async function open(host = 'localhost') {
  const context = await browser.newContext()
  contexts.push(context)
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  page.on('pageerror', error => errors.push(error.stack))
  page.websockets = []
  page.on('websocket', websocket => page.websockets.push(websocket.url()))
  page.polls = []
  page.on('response', response => {
    if (response.url().includes('/longpoll')) page.polls.push(response.status())
  })
  await page.goto(`http://${host}:${server.port}/page/index.html`)
  return page
}

before(async () => {
  server = await new ChannelsServer().start()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server?.kill()
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()))
  assert.deepEqual(errors.splice(0), [], 'no page threw')
})

for (const transport of ['WebSocket', 'LongPoll']) {
  describe(`the npm client in a browser over ${transport}`, { concurrency: false }, () => {
    /** Opens a page and joins the topic. */
    async function joined(name, topic, options) {
      const page = await open()
      const joining = await page.evaluate(([...all]) => enter(...all), [transport, topic, { name }, options])
      assert.deepEqual(joining, ['ok', { name, params: {} }])
      assert.equal(page.websockets.length > 0, transport === 'WebSocket')
      assert.equal(page.polls.length > 0, transport === 'LongPoll')
      return page
    }

    it('joins, pushes and gets replies', async () => {
      const page = await joined('ada', 'room:1')
      assert.deepEqual(await page.evaluate(() => answer(channel.push('echo', { a: [1, { b: 'ü' }] }))),
        ['ok', { a: [1, { b: 'ü' }] }])
      assert.deepEqual(await page.evaluate(() => answer(channel.push('fail', {}))), ['error', { reason: 'no' }])
      const answers = await page.evaluate(() =>
        Promise.all(Array.from({ length: 250 }, (_, i) => answer(channel.push('echo', { i })))))
      assert.deepEqual(answers.map(([, { i }]) => i), Array.from({ length: 250 }, (_, i) => i))
      assert.deepEqual(await page.evaluate(() => answer(channel.leave())), ['ok', {}])
    })

    it('is refused a topic', async () => {
      const page = await open()
      for (const [topic, reason] of [['room:locked', 'locked'], ['nowhere', 'unmatched topic']]) {
        assert.deepEqual(await page.evaluate(([...all]) => enter(...all), [transport, topic, { name: 'ada' }]),
          ['error', { reason }])
      }
    })

    it('hears in one page what another one broadcasts', async () => {
      const one = await joined('one', 'room:2')
      const two = await joined('two', 'room:2')
      for (const page of [one, two]) {
        await page.evaluate(() => {
          window.shouted = event(channel, 'shouted')
          window.heard = event(channel, 'heard')
        })
      }
      await one.evaluate(() => { channel.push('shout', { text: 'hello' }) })
      for (const [page, name] of [[one, 'one'], [two, 'two']]) {
        assert.deepEqual(await page.evaluate(() => Promise.all([shouted, heard])), [{ text: 'hello' }, { by: name }])
      }
      await two.evaluate(() => { window.shouted = event(channel, 'shouted') })
      const own = await one.evaluate(async () => {
        let count = 0
        channel.on('shouted', () => count++)
        channel.push('shout_others', { text: 'psst' })
        await answer(channel.push('echo', {}))
        return count
      })
      assert.deepEqual(await two.evaluate(() => shouted), { text: 'psst' })
      assert.equal(own, 0)
    })

    it('sends bytes', async () => {
      const page = await joined('ada', 'room:3')
      const got = await page.evaluate(async () => {
        const [status, response] = await answer(channel.push('bytes', new Uint8Array([1, 2, 255]).buffer))
        return [status, response instanceof ArrayBuffer ? [...new Uint8Array(response)] : response]
      })
      assert.deepEqual(got, ['ok', transport === 'LongPoll' ? { size: 3 } : [1, 2, 255, 33]])
    })

    it('joins again after a crash', async () => {
      const page = await joined('ada', 'room:4')
      const again = await page.evaluate(async () => {
        const crashed = new Promise(resolve => channel.onError(resolve))
        channel.push('crash', {})
        await crashed
        return answer(channel.push('echo', { again: true }, 60_000))
      })
      assert.deepEqual(again, ['ok', { again: true }])
    })

    it('comes back to a server that was killed', async () => {
      const page = await joined('ada', 'room:5')
      await page.evaluate(() => { window.gone = new Promise(resolve => socket.onError(() => resolve(true))) })
      await server.kill()
      assert.equal(await page.evaluate(() => gone), true)
      await server.start()
      assert.deepEqual(await page.evaluate(() => answer(channel.push('echo', { back: 1 }, 60_000))),
        ['ok', { back: 1 }])
    })

    it('carries a token apart from its params', async () => {
      const page = await open()
      const [status, { name }] = await page.evaluate(([...all]) => enter(...all),
        [transport, 'room:6', {}, { authToken: 's3cr?t' }])
      assert.deepEqual([status, name], ['ok', 'token s3cr?t'])
    })

    it('is not let in without what connect() asks for, nor from a page of another origin', async () => {
      for (const [host, params] of [['localhost', {}], ['127.0.0.1', { name: 'ada' }]]) {
        const page = await open(host)
        const path = `ws://localhost:${server.port}/socket`
        const refused = await page.evaluate(([transport, params, path]) => new Promise(resolve => {
          const socket = connect(transport, params, { path })
          socket.onOpen(() => resolve('let in'))
          socket.onError(() => resolve('refused'))
        }), [transport, params, path])
        assert.equal(refused, 'refused')
      }
    })
  })
}

describe('the npm client in a browser that falls back', { concurrency: false }, () => {
  it('polls where no WebSocket gets through, and remembers that', async () => {
    const page = await open()
    const options = { path: '/polls', longPollFallbackMs: 60_000 }
    const joining = () =>
      page.evaluate(([...all]) => enter(...all), [undefined, 'room:7', { name: 'ada' }, options])
    assert.deepEqual((await joining())[0], 'ok')
    assert.equal(page.websockets.length, 1)
    assert.deepEqual(await page.evaluate(() => answer(channel.push('echo', { by: 'poll' }))), ['ok', { by: 'poll' }])
    await page.reload()
    assert.deepEqual((await joining())[0], 'ok')
    assert.equal(page.websockets.length, 1)
    assert.ok(page.polls.length > 0)
  })

  it('stays with its WebSocket where that one works', async () => {
    const page = await open()
    const joining = await page.evaluate(([...all]) => enter(...all),
      [undefined, 'room:8', { name: 'ada' }, { longPollFallbackMs: 60_000 }])
    assert.equal(joining[0], 'ok')
    assert.deepEqual(page.polls, [])
  })
})
