// What a page consists of beside its own template, by the official client in Chromium.
import assert from 'node:assert/strict'
import { becomes, bump, check, gate, logged, suite } from './live_page.mjs'
import { countBecomes, textBecomes } from './visitor.mjs'

const ids = page => page.evaluate(() => [...document.querySelectorAll('#rows li')].map(row => row.id))
const idsBecome = (page, ...wanted) => page.waitForFunction(
  wanted => [...document.querySelectorAll('#rows li')].map(row => row.id).join() === wanted, wanted.join())

suite('the parts of a page', () => {
  check('live components keep a state of their own', '/parts', async (page, interrupt, breaks) => {
    await page.locator('#tally-b button').click()
    await textBecomes(page, '#tally-b b', '1')
    await interrupt()
    await page.locator('#tally-b button').click()
    await textBecomes(page, '#tally-b b', breaks ? '1' : '2')
    await textBecomes(page, '#tally-a b', '0')
    await page.locator('#drop').click()
    await countBecomes(page, '#tally-a', 0)
    await page.locator('#tally-b button').click()
    await textBecomes(page, '#tally-b b', breaks ? '2' : '3')
  })

  check('a view within a view', '/parts', async (page, interrupt) => {
    await interrupt()
    await page.locator('#inner-more').click()
    await textBecomes(page, '#inner-count', 'inner 1')
    await bump(page)
    await textBecomes(page, '#inner-count', 'inner 1')
  })

  check('streams: inserted, changed, deleted, limited, reset', '/parts', async (page, interrupt) => {
    await idsBecome(page, 'rows-1', 'rows-2')
    await interrupt()
    await idsBecome(page, 'rows-1', 'rows-2')
    await page.locator('#prepend').click()
    await idsBecome(page, 'rows-3', 'rows-1', 'rows-2')
    await page.locator('#change').click()
    await textBecomes(page, '#rows-1', 'ONE')
    assert.deepEqual(await ids(page), ['rows-3', 'rows-1', 'rows-2'])
    await page.locator('#rows-1 button').click()
    await idsBecome(page, 'rows-3', 'rows-2')
    await page.locator('#limit').click()
    await idsBecome(page, 'rows-4', 'rows-5')
    await page.locator('#reset').click()
    await idsBecome(page, 'rows-9')
    await textBecomes(page, '#row-count', '1')
  })

  check('a task of the view', '/parts', async (page, interrupt, breaks) => {
    await gate.close()
    await page.locator('#think').click()
    await textBecomes(page, '#answer', 'thinking')
    await interrupt()
    if (breaks) await page.locator('#think').click()
    await gate.open()
    await textBecomes(page, '#answer', 'forty-two')
  })

  check('an upload, chunk by chunk', '/parts', async (page, interrupt) => {
    await interrupt()
    await page.locator('#upload input[type=file]').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.alloc(150000, 'a') })
    await textBecomes(page, '.entry', /^a\.txt 0%/)
    await page.locator('#keep').click()
    await logged(page, 'a.txt of 150000')
    await countBecomes(page, '.entry', 0)
  })

  check('a file that is not accepted, cancelled', '/parts', async (page, interrupt) => {
    await interrupt()
    await page.locator('#upload input[type=file]').setInputFiles({ name: 'a.exe', mimeType: 'text/plain', buffer: Buffer.from('MZ') })
    await textBecomes(page, '.entry i', 'not_accepted')
    await page.locator('.entry button').click()
    await countBecomes(page, '.entry', 0)
  })

  check('phx-drop-target', '/parts', async (page, interrupt) => {
    await interrupt()
    await page.evaluate(() => {
      const files = new DataTransfer()
      files.items.add(new File(['dropped'], 'd.txt', { type: 'text/plain' }))
      const form = document.getElementById('upload')
      form.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer: files }))
      window.dragged = form.className
      form.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }))
    })
    await textBecomes(page, '.entry', /^d\.txt/)
  })

  check('a portal: what is elsewhere keeps its events', '/parts', async (page, interrupt) => {
    await becomes(page, () => document.querySelector('body > * #teleported, body > #teleported'))
    await interrupt()
    const before = Number(await page.locator('#bump').innerText())
    await page.locator('#teleported').click()
    await textBecomes(page, '#bump', String(before + 1))
    await textBecomes(page, '#teleported', `Elsewhere ${before + 1}`)
  })

  check('links: patch, back, navigate', '/parts', async (page, interrupt) => {
    await page.evaluate(() => { window.sameDocument = true })
    await page.locator('#patch').click()
    await textBecomes(page, '#step', 'second')
    await interrupt()
    await textBecomes(page, '#step', 'second')
    await page.goBack()
    await textBecomes(page, '#step', 'first')
    await page.locator('#navigate').click()
    await textBecomes(page, 'h1', 'Commands')
    assert.ok(await page.evaluate(() => window.sameDocument))
  })

  check('push_navigate brings its flash along; the title has its prefix', '/parts', async (page, interrupt) => {
    assert.equal(await page.title(), 'App: Parts')
    await interrupt()
    await page.locator('#leave').click()
    await textBecomes(page, '#flash', 'brought along')
    await textBecomes(page, '#step', 'next')
  })

  check('redirect loads another page', '/parts', async (page, interrupt) => {
    await interrupt()
    await page.locator('#out').click()
    await textBecomes(page, 'h1', 'Bindings')
  })

  check('a view that crashes is back by itself', '/parts', async (page, interrupt) => {
    await interrupt()
    await bump(page)
    await page.locator('#crash').click()
    await becomes(page, () => document.getElementById('bump').innerText === '0' && document.querySelector('[data-phx-main].phx-connected'))
    await bump(page)
  })
})
