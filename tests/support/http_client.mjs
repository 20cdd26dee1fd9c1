// A client that sends exactly the bytes that it is told to.
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { patience, until } from './shop_server.mjs'

export class RawConnection {
  received = Buffer.alloc(0)
  closed = false
  #listeners = new Set()

  static open(port) {
    return new Promise((resolve, reject) => {
      const connection = new RawConnection()
      const socket = connect(port, '127.0.0.1', () => resolve(connection))
      connection.socket = socket
      socket.on('data', data => {
        connection.received = Buffer.concat([connection.received, data])
        connection.#changed()
      })
      socket.on('error', error => {
        connection.error = error
        reject(error)
      })
      socket.on('close', () => {
        connection.closed = true
        connection.#changed()
      })
    })
  }

  /** What cannot be sent any more because the server has closed is no error: that is what the tests look at. */
  send(bytes) {
    if (!this.socket.destroyed) this.socket.write(bytes)
    return this
  }

  /** Waits for something of what has been received, or of its end. */
  until(condition, what) {
    return until(() => condition(this), look => {
      this.#listeners.add(look)
      return () => this.#listeners.delete(look)
    }, () => `${what}; received: ${JSON.stringify(this.received.toString('latin1').slice(0, 500))}`, patience)
  }

  /** Everything until the server closes the connection. */
  async toTheEnd() {
    await this.until(() => this.closed, 'the end of the connection')
    return this.received.toString('latin1')
  }

  close() {
    this.socket.destroy()
  }

  #changed() {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** Sends bytes on a connection of their own and gives the status of the answer; 0 when it was closed without one. */
export async function statusOf(port, bytes) {
  const connection = await RawConnection.open(port)
  connection.send(bytes)
  await connection.until(({ closed, received }) => closed || received.includes('\r\n\r\n'), 'an answer or the end')
  connection.close()
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(connection.received.toString('latin1'))?.[1] ?? 0)
}

/** An ordinary request on a connection of its own; gives { status, headers, cookies, body }. */
export function request(port, path, { method = 'GET', headers = {}, body = '' } = {}) {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, agent: false, headers: { accept: 'text/html', ...headers } },
      answer => {
        const parts = []
        answer.on('data', part => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => resolve({
          status: answer.statusCode,
          headers: answer.headers,
          cookies: (answer.headers['set-cookie'] ?? []).map(cookie => cookie.split(';')[0]),
          body: Buffer.concat(parts).toString('utf8'),
        }))
      })
    sent.on('error', reject)
    sent.end(body)
  })
}
