// Hooks, events in both directions and what the server leaves alone, by the official client in Chromium.
import assert from 'node:assert/strict'
import { becomes, breakConnection, bump, check, open, recorded, recordedBecomes, suite } from './live_page.mjs'
import { countBecomes } from './visitor.mjs'
import { it } from 'node:test'

suite('hooks', () => {
  it('are called at each turn of their element’s life', async () => {
    const page = await open('/hooks')
    assert.deepEqual((await recorded(page)).filter(line => /^[a-zU]+( \d)?$/.test(line)), ['mounted 0'])
    await bump(page)
    await recordedBecomes(page, /^updated 1$/)
    assert.ok((await recorded(page)).includes('beforeUpdate 0'))
    await breakConnection(page)
    await recordedBecomes(page, /^disconnected$/)
    await recordedBecomes(page, /^reconnected$/)
    await page.locator('#take-away').click()
    await countBecomes(page, '#hooked', 0)
    await recordedBecomes(page, /^destroyed$/)
  })

  check('pushEvent gets its reply, by a promise or a callback', '/hooks', async (page, interrupt) => {
    await interrupt()
    assert.deepEqual(await page.evaluate(() => window.hook.pushEvent('ask', { n: 21 })), { twice: 42 })
    assert.deepEqual(await page.evaluate(() => new Promise(resolve => window.hook.pushEvent('ask', { n: 4 }, resolve))), { twice: 8 })
  })

  check('pushEventTo', '/hooks', async (page, interrupt) => {
    await interrupt()
    const replies = await page.evaluate(() => window.hook.pushEventTo('#bump', 'ask', { n: 1 }))
    assert.deepEqual(replies.map(({ status, value }) => [status, value.reply]), [['fulfilled', { twice: 2 }]])
  })

  check('push_event reaches hooks and the window, after the patch or before it', '/hooks', async (page, interrupt) => {
    await interrupt()
    await page.locator('#tell').click()
    await recordedBecomes(page, /^told 0 1$/)
    await recordedBecomes(page, /^told-before 0 0$/)
    await recordedBecomes(page, /^phx:told \{"count":0\}$/)
  })

  check('js() and hooks that are classes', '/hooks', async (page, interrupt) => {
    await interrupt()
    await bump(page)
    await becomes(page, () => document.querySelector('#runtime.by-hook'))
    await becomes(page, () => document.getElementById('class-hook').innerText === 'made by a class')
  })

  check('phx-update="ignore" keeps what JavaScript made, and takes data attributes', '/hooks', async (page, interrupt) => {
    await page.evaluate(() => { document.getElementById('theirs').innerText = 'of the browser' })
    await bump(page)
    await interrupt()
    await bump(page)
    assert.equal(await page.locator('#theirs').innerText(), 'of the browser')
    assert.notEqual(await page.locator('#ignored').getAttribute('data-count'), '0')
  })
})
