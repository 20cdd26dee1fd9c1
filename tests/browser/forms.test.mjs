// Forms, by the official client in Chromium.
import assert from 'node:assert/strict'
import { becomes, breakConnection, check, gate, log, logged, open, suite } from './live_page.mjs'
import { textBecomes } from './visitor.mjs'
import { it } from 'node:test'

suite('forms', () => {
  check('phx-change tells which field it was and which were not used yet', '/forms', async (page, interrupt) => {
    await interrupt()
    await page.locator('#name').fill('Ada')
    await textBecomes(page, '#greeting', 'Hello Ada')
    await logged(page, 'validate {"_target":["user","name"],"user":{"_unused_email":"","email":"","name":"Ada"}}')
    await page.locator('#email').fill('a@b')
    await logged(page, 'validate {"_target":["user","email"],"user":{"email":"a@b","name":"Ada"}}')
  })

  check('phx-submit sends the button that was pressed', '/forms', async (page, interrupt) => {
    await page.locator('#name').fill('Ada')
    await textBecomes(page, '#greeting', 'Hello Ada')
    await interrupt()
    await page.locator('#save').click()
    await logged(page, /^save \{.*"how":"quick".*"name":"Ada"/)
  })

  it('recovers what was typed after a reconnect', async () => {
    const page = await open('/forms')
    await page.locator('#name').fill('Grace')
    await textBecomes(page, '#greeting', 'Hello Grace')
    await breakConnection(page)
    await textBecomes(page, '#greeting', 'Hello Grace')
    await logged(page, /^validate .*"name":"Grace"/)
    assert.equal(await page.locator('#name').inputValue(), 'Grace')
  })

  it('phx-auto-recover names an event of its own, or nothing', async () => {
    const page = await open('/forms')
    await page.locator('#never-text').fill('n')
    await page.locator('#ours-text').fill('o')
    await logged(page, /^ours-changed/)
    await breakConnection(page)
    await logged(page, /^recover-ours .*"ours":"o"/)
    assert.equal((await log(page)).some(line => line.startsWith('never-changed') || line.startsWith('ours-changed')), false)
  })

  check('phx-debounce of an input: a submit or a blur sends it at once', '/forms', async (page, interrupt, breaks) => {
    await page.locator('#debounced').pressSequentially('abc')
    await interrupt()
    // A new connection is told at once, by the form's recovery.
    assert.equal((await log(page)).some(line => line.startsWith('debounced')), breaks)
    await page.locator('#debounced').press('d')
    await page.locator('#debounced').blur()
    await logged(page, /^debounced .*"q":"abcd"/)
    await page.locator('#at-blur').pressSequentially('x')
    await page.locator('#at-blur').blur()
    await logged(page, /^debounced .*"b":"x"/)
  })

  check('while a form is sent it is locked, and its button says so', '/forms', async (page, interrupt, breaks) => {
    await gate.close()
    await page.locator('#slow-text').fill('t')
    await page.locator('#slow-save').click()
    await textBecomes(page, '#slow-save', 'Saving')
    assert.equal(await page.locator('#slow.phx-submit-loading').count(), 1)
    assert.ok(await page.locator('#slow-text').evaluate(input => input.readOnly))
    await interrupt()
    await gate.open()
    if (breaks) {  // a form without phx-change is not recovered
      await page.locator('#slow-text').fill('t')
      await page.locator('#slow-save').click()
    }
    await logged(page, 'slow-save {"text":"t"}')
    await textBecomes(page, '#slow-save', 'Save slowly')
    assert.equal(await page.locator('#slow-text').evaluate(input => input.readOnly), false)
  })

  check('phx-change of an input of its own', '/forms', async (page, interrupt) => {
    await interrupt()
    await page.locator('#alone').fill('1')
    await logged(page, /^alone-changed .*"alone":"1"/)
  })

  check('the server leaves the focused input alone, but for phx-patch-focused', '/forms', async (page, interrupt) => {
    await interrupt()
    await page.locator('#kept').focus()
    await page.keyboard.press('F2')
    await becomes(page, () => document.querySelector('#patched').value === 'from the server')
    assert.equal(await page.locator('#kept').inputValue(), '')
  })

  check('phx-patch-focused lets the server write where one types', '/forms', async (page, interrupt) => {
    await interrupt()
    await page.locator('#patched').focus()
    await page.keyboard.press('F2')
    await becomes(page, () => document.querySelector('#patched').value === 'from the server')
    assert.ok(await page.locator('#patched').evaluate(input => input === document.activeElement))
  })

  check('phx-trigger-action sends the form as a plain request', '/forms', async (page, interrupt) => {
    await page.locator('#word').fill('hello')
    await interrupt()
    await page.locator('#word').fill('hello')
    await page.locator('#send').click()
    await page.waitForURL('**/sent')
    assert.equal(await page.locator('body').innerText(), 'sent {"word":"hello"}')
  })
})
