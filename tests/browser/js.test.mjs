// Each JS command, by the official client in Chromium. What it changed outlasts the server's patches.
import assert from 'node:assert/strict'
import { becomes, bump, check, gate, log, logged, recorded, recordedBecomes, suite } from './live_page.mjs'
import { textBecomes } from './visitor.mjs'

const click = (page, id) => page.locator(`#${id}`).click()
const box = selector => page => page.waitForFunction(selector => document.querySelector(selector), `#box${selector}`)

/** Clicks, and the box is so then, also after a patch of the server, and after an interruption. */
function changes(name, clicks, selector) {
  check(name, '/js', async (page, interrupt) => {
    for (const id of clicks) await click(page, id)
    await box(selector)(page)
    await interrupt()
    await bump(page)
    await box(selector)(page)
  })
}

suite('JS commands', () => {
  check('push, with a value', '/js', async (page, interrupt) => {
    await bump(page)
    await interrupt()
    await click(page, 'push')
    await logged(page, /^pushed \{"id":[01],"more":"m","value":""\}$/)
  })

  check('push, with loading classes and page_loading', '/js', async (page, interrupt) => {
    await interrupt()
    await gate.close()
    await page.evaluate(() => { window.recorded = [] })
    await click(page, 'push-loading')
    await box('.phx-click-loading')(page)
    assert.equal(await page.locator('#push-loading.phx-click-loading').count(), 1)
    await recordedBecomes(page, /^phx:page-loading-start \{.*"kind":"element"/)
    assert.equal((await recorded(page)).some(line => line.startsWith('phx:page-loading-stop')), false)
    await gate.open()
    await recordedBecomes(page, /^phx:page-loading-stop/)
    await box(':not(.phx-click-loading)')(page)
  })

  check('push, with a target', '/js', async (page, interrupt) => {
    await interrupt()
    await click(page, 'push-elsewhere')
    await logged(page, /^pushed/)
  })

  check('hide, show', '/js', async (page, interrupt) => {
    const display = wanted => page.waitForFunction(wanted => getComputedStyle(document.getElementById('box')).display === wanted, wanted)
    await click(page, 'hide')
    await display('none')
    await interrupt()
    await bump(page)
    await display('none')
    await click(page, 'show')
    await display('inline-block')
    await bump(page)
    await display('inline-block')
  })

  check('toggle, with transitions', '/js', async (page, interrupt) => {
    await page.evaluate(() => {
      window.classes = new Set()
      new MutationObserver(() => document.getElementById('box').classList.forEach(name => window.classes.add(name)))
        .observe(document.getElementById('box'), { attributes: true })
    })
    await click(page, 'toggle')
    await becomes(page, () => getComputedStyle(document.getElementById('box')).display === 'none')
    assert.deepEqual(await page.evaluate(() => ['fading', 'start', 'end'].filter(name => window.classes.has(name))), ['fading', 'start', 'end'])
    await interrupt()
    await bump(page)
    await click(page, 'toggle')
    await becomes(page, () => getComputedStyle(document.getElementById('box')).display === 'block')
  })

  changes('add_class', ['add-class'], '.one.two')
  changes('remove_class', ['add-class', 'remove-class'], '.two:not(.one)')
  changes('toggle_class, on', ['toggle-class'], '.three')
  changes('toggle_class, off', ['toggle-class', 'toggle-class'], ':not(.three)')
  changes('set_attribute', ['set-attr'], '[data-set=yes]')
  changes('remove_attribute', ['set-attr', 'remove-attr'], ':not([data-set])')
  changes('toggle_attribute, between two values', ['toggle-attr', 'toggle-attr'], '[aria-expanded=false]')
  changes('concat', ['concat'], '.a.b')

  check('toggle_attribute, on and off', '/js', async (page, interrupt) => {
    await click(page, 'toggle-attr-off')
    await becomes(page, () => document.getElementById('details').open)
    await interrupt()
    await click(page, 'toggle-attr-off')
    await becomes(page, () => !document.getElementById('details').open)
  })

  check('ignore_attributes: what the browser opened stays open', '/js', async (page, interrupt) => {
    await click(page, 'summary')
    await becomes(page, () => document.getElementById('details').open)
    await bump(page)
    assert.ok(await page.evaluate(() => document.getElementById('details').open))
    await interrupt()
    await bump(page)
    assert.ok(await page.evaluate(() => document.getElementById('details').open))
  })

  check('transition', '/js', async (page, interrupt) => {
    await interrupt()
    await page.evaluate(() => {
      window.classes = new Set()
      new MutationObserver(() => document.getElementById('box').classList.forEach(name => window.classes.add(name)))
        .observe(document.getElementById('box'), { attributes: true })
    })
    await click(page, 'transition')
    await becomes(page, () => ['fading', 'start', 'end'].every(name => window.classes.has(name)))
    // Those at its end stay.
    await becomes(page, () => document.getElementById('box').className === 'box end')
  })

  check('dispatch, bubbling or not', '/js', async (page, interrupt) => {
    await interrupt()
    await click(page, 'dispatch-flat')
    await click(page, 'dispatch')
    await recordedBecomes(page, /^app:hello \{"a":1\}$/)
    assert.equal((await recorded(page)).filter(line => line.startsWith('app:hello')).length, 1)
  })

  check('dispatch, blocking: patches wait until it is done', '/js', async (page, interrupt) => {
    await interrupt()
    const count = await page.locator('#bump').innerText()
    await click(page, 'dispatch-blocking')
    await becomes(page, () => window.unblock)
    assert.equal(await page.locator('#bump').innerText(), count)
    await page.evaluate(() => window.unblock())
    await textBecomes(page, '#bump', String(Number(count) + 1))
  })

  check('focus, focus_first', '/js', async (page, interrupt) => {
    await interrupt()
    await click(page, 'focus')
    await becomes(page, () => document.activeElement.id === 'second')
    await click(page, 'focus-first')
    await becomes(page, () => document.activeElement.id === 'first')
  })

  check('push_focus, pop_focus', '/js', async (page, interrupt) => {
    await click(page, 'push-focus')
    await becomes(page, () => document.activeElement.id === 'second')
    await interrupt()
    await bump(page)
    await page.evaluate(() => document.getElementById('pop-focus').click())
    await becomes(page, () => document.activeElement.id === 'push-focus')
  })

  check('exec', '/js', async (page, interrupt) => {
    await interrupt()
    await click(page, 'exec')
    await becomes(page, () => document.querySelector('#box-with.done'))
    await logged(page, /^executed/)
  })

  check('to: closest, inner', '/js', async (page, interrupt) => {
    await interrupt()
    await page.locator('#close2 b').click()
    await becomes(page, () => document.querySelector('#row2.closed'))
    assert.equal(await page.locator('#row1.closed').count(), 0)
    await click(page, 'inner')
    await becomes(page, () => document.querySelector('#in.found'))
  })

  check('patch, and back', '/js', async (page, interrupt) => {
    await click(page, 'patch')
    await textBecomes(page, '#tab', 'second')
    assert.match(page.url(), /\/js\?tab=second$/)
    await interrupt()
    await textBecomes(page, '#tab', 'second')
    await click(page, 'patch-replace')
    await textBecomes(page, '#tab', 'third')
    await page.goBack()
    await textBecomes(page, '#tab', 'none')
  })

  check('navigate, over the same connection', '/js', async (page, interrupt) => {
    await interrupt()
    await page.evaluate(() => { window.sameDocument = true })
    await click(page, 'navigate')
    await textBecomes(page, 'h1', 'Bindings')
    assert.ok(await page.evaluate(() => window.sameDocument))
    await page.goBack()
    await textBecomes(page, 'h1', 'Commands')
    assert.deepEqual(await log(page), [])
  })
})
