// What the npm package phoenix, unmodified, makes of our channels, over each of its transports.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'

const { Socket, LongPoll } = createRequire(import.meta.url)('phoenix')
// Before Node 22 it is there with --experimental-websocket only.
const transports = { LongPoll, ...globalThis.WebSocket ? { WebSocket: globalThis.WebSocket } : {} }
let server, port

before(async () => {
  server = spawn(process.env.CHANNELS_SERVER, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: server.stdout })) {
    port = Number(line)
    break
  }
})
after(() => server.kill())

const opened = []
function connect(transport, params, options = {}) {
  const socket = new Socket(`ws://127.0.0.1:${port}/socket`, { transport: transports[transport], params, ...options })
  opened.push(socket)
  socket.connect()
  return socket
}

/** Resolves with [status, response], whichever comes. */
function answer(push) {
  return new Promise(resolve => {
    for (const status of ['ok', 'error', 'timeout']) push.receive(status, response => resolve([status, response]))
  })
}
const event = (channel, name) => new Promise(resolve => channel.on(name, resolve))

for (const transport of Object.keys(transports)) {
  describe(`the npm client over ${transport}`, { concurrency: false }, () => {
    after(() => opened.splice(0).forEach(socket => socket.disconnect()))

    it('joins, pushes and gets replies', async () => {
      const channel = connect(transport, { name: 'ada' }).channel('room:1', { a: [1, { b: 'ü' }] })
      assert.deepEqual(await answer(channel.join()), ['ok', { name: 'ada', params: { a: [1, { b: 'ü' }] } }])
      assert.deepEqual(await answer(channel.push('echo', { x: 'y' })), ['ok', { x: 'y' }])
      assert.deepEqual(await answer(channel.push('fail', {})), ['error', { reason: 'no' }])
      const answers = await Promise.all(Array.from({ length: 250 }, (_, i) => answer(channel.push('echo', { i }))))
      assert.deepEqual(answers.map(([, { i }]) => i), Array.from({ length: 250 }, (_, i) => i))
    })

    it('is refused a topic', async () => {
      const socket = connect(transport, { name: 'ada' })
      assert.deepEqual(await answer(socket.channel('room:locked').join()), ['error', { reason: 'locked' }])
      assert.deepEqual(await answer(socket.channel('nowhere').join()), ['error', { reason: 'unmatched topic' }])
    })

    it('hears what is broadcast', async () => {
      const one = connect(transport, { name: 'one' }).channel('room:2', {})
      const two = connect(transport, { name: 'two' }).channel('room:2', {})
      await Promise.all([answer(one.join()), answer(two.join())])
      const heard = Promise.all([event(one, 'shouted'), event(two, 'shouted'), event(one, 'heard'), event(two, 'heard')])
      one.push('shout', { text: 'hello' })
      assert.deepEqual(await heard, [{ text: 'hello' }, { text: 'hello' }, { by: 'one' }, { by: 'two' }])
      let own = 0
      one.on('shouted', () => own++)
      const others = event(two, 'shouted')
      one.push('shout_others', { text: 'psst' })
      assert.deepEqual(await others, { text: 'psst' })
      await answer(one.push('echo', {}))
      assert.equal(own, 0)
    })

    it('sends bytes', async () => {
      const channel = connect(transport, { name: 'ada' }).channel('room:3', {})
      await answer(channel.join())
      const [status, response] = await answer(channel.push('bytes', new Uint8Array([1, 2, 255]).buffer))
      assert.equal(status, 'ok')
      if (transport === 'LongPoll') assert.deepEqual(response, { size: 3 })
      else assert.deepEqual([...new Uint8Array(response)], [1, 2, 255, 33])
    })

    it('joins again after a crash, and not after an end', async () => {
      const channel = connect(transport, { name: 'ada' }, { rejoinAfterMs: () => 10 }).channel('room:4', {})
      await answer(channel.join())
      const crashed = new Promise(resolve => channel.onError(resolve))
      channel.push('crash', {})
      await crashed
      assert.deepEqual(await answer(channel.push('echo', { again: true })), ['ok', { again: true }])
      const closed = new Promise(resolve => channel.onClose(resolve))
      assert.equal((await answer(channel.push('leave_me', {})))[0], 'ok')
      await closed
      assert.equal(channel.state, 'closed')
    })

    it('is thrown out everywhere, and comes back', async () => {
      const socket = connect(transport, { name: 'mallory' }, { reconnectAfterMs: () => 10, rejoinAfterMs: () => 10 })
      const channel = socket.channel('room:5', {})
      await answer(channel.join())
      const other = connect(transport, { name: 'ada' }).channel('room:5', {})
      await answer(other.join())
      const gone = new Promise(resolve => socket.onClose(resolve))
      other.push('expel', { name: 'mallory' })
      await gone
      assert.deepEqual(await answer(channel.push('echo', { back: 1 })), ['ok', { back: 1 }])
    })

    it('carries a token apart from its params', async () => {
      const channel = connect(transport, {}, { authToken: 's3cr?t' }).channel('room:6', {})
      assert.equal((await answer(channel.join()))[1].name, 'token s3cr?t')
    })
  })
}
