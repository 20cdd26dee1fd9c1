// How the official client reaches the server: slowly, or without WebSockets.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { becomes, breakConnection, bump, check, open, suite } from './live_page.mjs'
import { connected, textBecomes } from './visitor.mjs'

/** A network in which WebSockets never open. */
function withoutWebSockets() {
  window.fallbackAfter = 200
  window.WebSocket = class {
    readyState = 0
    close() { this.readyState = 3 }
    send() {}
  }
}

const transport = page => page.evaluate(() => window.liveSocket.socket.transport.name)

suite('transports', () => {
  it('long polls where no WebSocket gets through', async () => {
    const page = await open('/parts', { init: withoutWebSockets })
    assert.equal(await transport(page), 'LongPoll')
    await bump(page)
    await page.locator('#tally-b button').click()
    await textBecomes(page, '#tally-b b', '1')
    await page.locator('#upload input[type=file]').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.alloc(150000, 'a') })
    await page.locator('#keep').click()
    await textBecomes(page, '#log li', 'a.txt of 150000')
  })

  it('long polls again after a reconnect', async () => {
    const page = await open('/parts', { init: withoutWebSockets })
    await bump(page)
    await breakConnection(page)
    assert.equal(await transport(page), 'LongPoll')
    await bump(page)
  })

  check('the latency simulator', '/parts', async (page, interrupt) => {
    await page.evaluate(() => window.liveSocket.enableLatencySim(700))
    await interrupt()
    await page.locator('#bump').click()
    // An answer without delay would be here long before.
    assert.ok(await page.locator('#bump').evaluate(button => button.classList.contains('phx-click-loading')))
    assert.equal(await page.locator('#bump').innerText(), '0')
    await textBecomes(page, '#bump', '1')
    await page.reload()
    await connected(page)
    assert.equal(await page.evaluate(() => window.liveSocket.getLatencySim()), 700, 'it is kept for the tab')
    await page.evaluate(() => window.liveSocket.disableLatencySim())
    await bump(page)
  })

  check('events that are made while there is no connection are lost, and the page says that it waits', '/parts', async (page, interrupt) => {
    await interrupt()
    await page.evaluate(() => window.liveSocket.disconnect())
    await becomes(page, () => document.querySelector('[data-phx-main].phx-client-error'))
    await page.locator('#bump').evaluate(button => button.click())
    await page.evaluate(() => window.liveSocket.connect())
    await connected(page)
    await textBecomes(page, '#bump', '0')
    await bump(page)
  })
})
