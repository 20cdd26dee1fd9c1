// Each binding without a form, by the official client in Chromium.
import assert from 'node:assert/strict'
import { becomes, bump, check, gate, log, logged, recordedBecomes, suite } from './live_page.mjs'
import { connected, countBecomes, textBecomes } from './visitor.mjs'

suite('bindings', () => {
  check('phx-click sends its phx-value-…', '/bindings', async (page, interrupt) => {
    await bump(page)
    await interrupt()
    await page.locator('#click').click()
    await logged(page, /^clicked \{"id":"7","name":"n[01]","value":"v"\}$/)
  })

  check('phx-focus, phx-blur', '/bindings', async (page, interrupt) => {
    await page.locator('#focus').focus()
    await logged(page, /^focused .*"of":"input"/)
    await interrupt()
    await page.locator('#keys').focus()
    await logged(page, /^blurred .*"of":"input"/)
  })

  check('phx-window-focus, phx-window-blur', '/bindings', async (page, interrupt) => {
    // The client takes them from elements only.
    await page.evaluate(() => document.body.dispatchEvent(new FocusEvent('blur', { bubbles: true })))
    await logged(page, /^window-blurred/)
    await interrupt()
    await page.evaluate(() => document.body.dispatchEvent(new FocusEvent('focus', { bubbles: true })))
    await logged(page, /^window-focused/)
  })

  check('phx-keydown, phx-keyup', '/bindings', async (page, interrupt) => {
    await page.locator('#keys').press('a')
    await logged(page, 'down {"key":"a","value":""}')
    await logged(page, 'up {"key":"a","value":"a"}')
    await interrupt()
    await page.locator('#keys').press('b')
    await logged(page, 'up {"key":"b","value":"ab"}')
  })

  check('phx-key lets one key through', '/bindings', async (page, interrupt) => {
    await page.locator('#enter').press('x')
    await interrupt()
    await page.locator('#enter').press('Enter')
    await logged(page, 'entered {"key":"Enter","value":"x"}')
    assert.equal((await log(page)).filter(line => line.startsWith('entered')).length, 1)
  })

  check('phx-window-keydown, phx-window-keyup', '/bindings', async (page, interrupt) => {
    await page.locator('h1').click()
    await interrupt()
    await page.keyboard.press('Escape')
    await logged(page, /^window-down \{"key":"Escape"/)
    await logged(page, /^window-up \{"key":"Escape"/)
  })

  check('phx-click-away', '/bindings', async (page, interrupt) => {
    await page.locator('#inside').click()
    await interrupt()
    await page.locator('h1').click()
    await logged(page, /^away/)
    assert.equal((await log(page)).filter(line => line.startsWith('away')).length, 1)
  })

  check('phx-throttle sends the first of many', '/bindings', async (page, interrupt) => {
    await interrupt()
    for (let i = 0; i < 3; i++) await page.locator('#throttled').click()
    await bump(page)
    assert.equal((await log(page)).filter(line => line.startsWith('throttled')).length, 1)
  })

  check('phx-debounce waits for the blur', '/bindings', async (page, interrupt) => {
    await page.locator('#debounced').press('a')
    await page.locator('#debounced').press('b')
    await bump(page)
    assert.equal((await log(page)).some(line => line.startsWith('debounced')), false)
    await interrupt()
    await page.locator('#debounced').press('c')
    await page.locator('#debounced').blur()
    await logged(page, /^debounced/)
  })

  check('phx-disable-with and the loading class, until the answer', '/bindings', async (page, interrupt, breaks) => {
    await gate.close()
    await page.locator('#wait').click()
    await textBecomes(page, '#wait', 'Wait')
    assert.equal(await page.locator('#wait.phx-click-loading[disabled]').count(), 1)
    await interrupt()
    await gate.open()
    if (breaks) await page.locator('#wait').click()  // the first one went down with the connection
    await textBecomes(page, '#late', 'answered')
    await textBecomes(page, '#wait', 'Go')
    assert.equal(await page.locator('#wait.phx-click-loading').count(), 0)
  })

  check('phx-mounted', '/bindings', async (page, interrupt) => {
    await logged(page, /^came/)
    await interrupt()
    await bump(page)
    assert.equal(await page.locator('#mounted.is-mounted').count(), 1)
  })

  check('phx-remove runs when the server takes an element away', '/bindings', async (page, interrupt, breaks) => {
    await page.locator('#take-away').click()
    await countBecomes(page, '#removed', 0)
    await recordedBecomes(page, /^left/)
    await interrupt()
    await page.locator('#take-away').click()
    await countBecomes(page, '#removed', breaks ? 0 : 1)
  })

  check('phx-connected, phx-disconnected', '/bindings', async (page, interrupt) => {
    const connection = page.locator('#connection')
    await becomes(page, () => document.querySelector('#connection').dataset.now === 'connected')
    await interrupt()
    await page.evaluate(() => window.liveSocket.socket.disconnect())
    await becomes(page, () => document.querySelector('#connection').dataset.was === 'disconnected')
    await page.evaluate(() => window.liveSocket.socket.connect())
    await connected(page)
    await bump(page)
    assert.equal(await connection.getAttribute('data-was'), 'disconnected')
  })

  check('the classes of a connection', '/bindings', async (page, interrupt) => {
    await interrupt()
    assert.equal(await page.locator('[data-phx-main].phx-connected').count(), 1)
    await becomes(page, () => {
      window.classes = []
      new MutationObserver(() => window.classes.push(document.querySelector('[data-phx-main]').className))
        .observe(document.querySelector('[data-phx-main]'), { attributes: true, attributeFilter: ['class'] })
      window.liveSocket.socket.conn.close()
      return true
    })
    await becomes(page, () => window.classes.some(names => /phx-loading/.test(names)) && window.classes.some(names => /phx-client-error/.test(names)))
    await page.locator('[data-phx-main].phx-connected').waitFor({ state: 'attached' })
  })
})
