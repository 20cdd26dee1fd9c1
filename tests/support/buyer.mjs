// A visitor who orders without a browser.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { LivePage } from './live_page.mjs'

/** A visitor with something in the cart and a form filled in. */
export class Buyer {
  constructor(name, cookies = []) {
    this.name = name
    this.cookies = cookies
    this.token = randomBytes(18).toString('base64url')
  }

  async fillCart(port) {
    const catalog = await (await LivePage.load(port, '/', this.cookies)).open()
    assert.equal((await catalog.click('add', { id: '1' }, 1)).status, 'ok')
    assert.equal((await catalog.click('add', { id: '2' }, 1)).status, 'ok')
    this.cookies = catalog.cookies
    catalog.close()
    return this
  }

  async openCart(port) {
    this.cart = await (await LivePage.load(port, '/checkout', this.cookies)).open()
    return this
  }

  /** Sends the form; whether the page thanks for the order. Null when the connection ended instead. */
  async place() {
    const reply = await this.cart.submit('place', { token: this.token, 'order[name]': this.name,
      'order[email]': `${this.name}@example.org`, 'order[address]': '1 Kill Nine Street' })
    return reply && JSON.stringify(reply).includes('Thank you')
  }
}
