// What the official client does with a live page, reduced to the messages: load, connect, join, push events.
import { request } from './http_client.mjs'
import { WebSocketClient } from './websocket_client.mjs'

function attribute(html, name) {
  const found = new RegExp(`${name}="([^"]*)"`).exec(html)
  return found && found[1].replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
}

export class LivePage {
  /** The refs of all replies, in their order. */
  replied = []
  #ref = 0
  #replies = new Map()
  #reading = null

  /** Loads the page with these cookies; those that the server sets are added. */
  static async load(port, path, cookies = []) {
    const page = new LivePage()
    page.port = port
    page.path = path
    const answer = await request(port, path, { headers: cookies.length ? { cookie: cookies.join('; ') } : {} })
    page.status = answer.status
    page.html = answer.body
    page.cookies = [...new Map([...cookies, ...answer.cookies].map(cookie => [cookie.split('=')[0], cookie])).values()]
    page.csrf = /<meta name="csrf-token" content="([^"]*)"/.exec(answer.body)?.[1] ?? ''
    page.topic = `lv:${/id="(phx-[^"]+)"/.exec(answer.body)?.[1]}`
    page.session = attribute(answer.body, 'data-phx-session')
    page.static = attribute(answer.body, 'data-phx-static')
    return page
  }

  async connect({ csrf = this.csrf, cookies = this.cookies, query = {}, headers = {} } = {}) {
    const parameters = new URLSearchParams({ _csrf_token: csrf, vsn: '2.0.0', ...query })
    this.socket = await WebSocketClient.open(this.port, `/live/websocket?${parameters}`,
      { ...(cookies.length ? { cookie: cookies.join('; ') } : {}), origin: `http://localhost:${this.port}`, ...headers })
    return this
  }

  joinPayload(changes = {}) {
    return { url: `http://localhost:${this.port}${this.path}`, session: this.session, static: this.static,
      params: { _csrf_token: this.csrf, _mounts: 0, _mount_attempts: 0 }, ...changes }
  }

  /** Joins; gives the reply's payload { status, response }. */
  async join(changes = {}) {
    const ref = String(++this.#ref)
    this.joinRef = ref
    this.socket.text(JSON.stringify([ref, ref, this.topic, 'phx_join', this.joinPayload(changes)]))
    return this.reply(ref)
  }

  async open() {
    await this.connect()
    const joined = await this.join()
    if (joined?.status !== 'ok') throw new Error(`not joined: ${JSON.stringify(joined)}`)
    return this
  }

  /** Sends a message and gives its reply's payload; null when the connection ends instead. */
  push(event, payload, { topic = this.topic, joinRef = this.joinRef } = {}) {
    const ref = String(++this.#ref)
    this.socket.text(JSON.stringify([joinRef, ref, topic, event, payload]))
    return this.reply(ref)
  }

  /** `cid` is the number of the component that the event is for; the shop's cart is the first of each page. */
  click(event, value = {}, cid) {
    return this.push('event', { type: 'click', event, value, ...(cid ? { cid } : {}) })
  }

  submit(event, fields) {
    return this.push('event', { type: 'form', event, value: new URLSearchParams(fields).toString() })
  }

  /** The reply to that ref, whichever of several that are waited for comes first; null when the connection ends instead. */
  async reply(ref) {
    while (!this.#replies.has(ref)) {
      this.#reading ??= this.#read().finally(() => { this.#reading = null })
      if (!await this.#reading) return null
    }
    return this.#replies.get(ref)
  }

  async #read() {
    const text = await this.socket.next()
    if (text === null) return false
    const [, ref, , event, payload] = JSON.parse(text)
    if (event === 'phx_reply') {
      this.#replies.set(ref, payload)
      this.replied.push(Number(ref))
    }
    return true
  }

  close() {
    this.socket?.close()
  }
}
