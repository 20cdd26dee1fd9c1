// A WebSocket client (RFC 6455) that can also break every rule of it.
import { randomBytes } from 'node:crypto'
import { RawConnection } from './http_client.mjs'

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }

/** One frame as a client must send it, unless told otherwise. */
export function frame(opcode, payload, { fin = true, mask = true, reserved = 0, claimedLength = null } = {}) {
  const data = Buffer.from(payload)
  const length = claimedLength ?? data.length
  const head = [(fin ? 0x80 : 0) | (reserved << 4) | opcode]
  const masked = mask ? 0x80 : 0
  if (length < 126) head.push(masked | length)
  else if (length < 65536) head.push(masked | 126, length >> 8, length & 255)
  else head.push(masked | 127, 0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255)
  if (!mask) return Buffer.concat([Buffer.from(head), data])
  const key = randomBytes(4)
  return Buffer.concat([Buffer.from(head), key, data.map((byte, i) => byte ^ key[i % 4])])
}

export class WebSocketClient {
  #messages = []
  /** The code of the server's close frame; 1006 when the connection ended without one. */
  closeCode = null

  /** Shakes hands; throws with `status` where the server refuses. */
  static async open(port, path, headers = {}) {
    const client = new WebSocketClient()
    client.connection = await RawConnection.open(port)
    const lines = Object.entries({ host: `localhost:${port}`, upgrade: 'websocket', connection: 'Upgrade',
      'sec-websocket-key': randomBytes(16).toString('base64'), 'sec-websocket-version': '13', ...headers })
    client.connection.send(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
    await client.connection.until(({ closed, received }) => closed || received.includes('\r\n\r\n'), 'the handshake')
    const text = client.connection.received.toString('latin1')
    if (!text.startsWith('HTTP/1.1 101')) {
      client.connection.close()
      throw Object.assign(new Error(`the handshake was refused: ${text.slice(0, 100)}`),
        { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0) })
    }
    client.connection.received = client.connection.received.subarray(text.indexOf('\r\n\r\n') + 4)
    client.connection.socket.on('data', () => client.#read())  // answers pings and closes, whoever looks
    client.#read()
    return client
  }

  text(message) {
    return this.raw(frame(opcodes.text, message))
  }

  raw(bytes) {
    this.connection.send(bytes)
    return this
  }

  /** The next text message, or null when the connection has ended. */
  async next() {
    await this.connection.until(() => {
      this.#read()
      return this.#messages.length > 0 || this.closeCode !== null || this.connection.closed
    }, 'a message')
    if (this.#messages.length) return this.#messages.shift()
    this.closeCode ??= 1006
    return null
  }

  /** The code with which the server closes. */
  async closed() {
    while (await this.next() !== null) {
      // Whatever came before the close.
    }
    return this.closeCode
  }

  close() {
    this.connection.close()
  }

  #read() {
    for (let data = this.connection.received; ; data = this.connection.received) {
      if (data.length < 2) return
      let length = data[1] & 127, start = 2
      if (length === 126) {
        if (data.length < 4) return
        length = data.readUInt16BE(2)
        start = 4
      } else if (length === 127) {
        if (data.length < 10) return
        length = Number(data.readBigUInt64BE(2))
        start = 10
      }
      if (data.length < start + length) return
      const payload = data.subarray(start, start + length)
      this.connection.received = data.subarray(start + length)
      const opcode = data[0] & 15
      if (opcode === opcodes.text) this.#messages.push(payload.toString('utf8'))
      else if (opcode === opcodes.close) {
        this.closeCode = length >= 2 ? payload.readUInt16BE(0) : 1005
        this.raw(frame(opcodes.close, payload))
      }
      else if (opcode === opcodes.ping) this.raw(frame(opcodes.pong, payload))
    }
  }
}
