// What a page has before and after its connection, by the official client in Chromium.
import assert from 'node:assert/strict'
import { breakConnection, check, logged, open, recordedBecomes, suite } from './live_page.mjs'
import { connected, sameDocument, textBecomes } from './visitor.mjs'
import { it } from 'node:test'

const files = page => page.locator('#parcels input[type=file]')
const file = name => ({ name, mimeType: 'text/plain', buffer: Buffer.from('parcel') })

suite('what a page keeps', () => {
  it('takes the view of its first HTML over: mount is called once', async () => {
    const page = await open('/kept')
    await textBecomes(page, '#mounts', '1 mounted, 1 connected')
    await breakConnection(page)
    await textBecomes(page, '#mounts', '1 mounted, 1 connected')  // anew, as that view has gone
  })

  it('has what is stashed after a reconnect, and begins anew when it is loaded', async () => {
    const page = await open('/kept')
    await page.locator('#inc').click()
    await page.locator('#inc').click()
    await textBecomes(page, '#inc', '2')
    await breakConnection(page)
    await textBecomes(page, '#inc', '2')
    await breakConnection(page)
    await page.locator('#inc').click()
    await textBecomes(page, '#inc', '3')
    await page.reload()
    await connected(page)
    await textBecomes(page, '#inc', '0')
  })

  check('has the session of its live session; to another one it goes by a page load', '/kept', async (page, interrupt) => {
    await page.evaluate(() => { window.stillTheSameDocument = true })
    await textBecomes(page, '#section', 'first')
    await interrupt()
    await textBecomes(page, '#section', 'first')
    await page.locator('#other').click()
    await textBecomes(page, '#section', 'other')
    await connected(page)
    assert.ok(!await sameDocument(page))
  })

  check('a title has its suffix, whoever sets it', '/kept', async (page, interrupt) => {
    assert.equal(await page.title(), 'Kept · App')
    await interrupt()
    assert.equal(await page.title(), 'Kept · App')
    await page.locator('#rename').click()
    await page.waitForFunction(() => document.title === 'Renamed · App')
  })

  it('knows of files that have changed on the server', async () => {
    const page = await open('/kept')
    await textBecomes(page, '#outdated', 'current')
    await breakConnection(page)
    await textBecomes(page, '#outdated', 'current')
    // As if the page had been loaded before a deploy.
    await page.evaluate(() => document.getElementById('tracked').setAttribute('href', '/static/app-22222222222222222222222222222222.css'))
    await breakConnection(page)
    await textBecomes(page, '#outdated', 'outdated')
  })

  check('a hook that the page brings along', '/kept', async (page, interrupt) => {
    await interrupt()
    await page.locator('#inc').click()
    await textBecomes(page, '#runtime-hook', 'made at runtime')
    await logged(page, 'from-runtime {"n":1}')
    await textBecomes(page, '#beside', 'made beside')
  })

  check('files that the page sends elsewhere', '/kept', async (page, interrupt) => {
    await interrupt()
    await files(page).setInputFiles(file('a.txt'))
    await recordedBecomes(page, /^external \/elsewhere\/a\.txt a\.txt$/)
    await textBecomes(page, '.entry', 'a.txt 100%')
  })

  check('files elsewhere tell of their progress', '/kept', async (page, interrupt, breaks) => {
    await files(page).setInputFiles(file('slow.txt'))
    await textBecomes(page, '.entry', 'slow.txt 40%')
    await interrupt()
    if (breaks) {
      // The view is a new one; the browser selects the file again, for it to be sent anew.
      await files(page).setInputFiles(file('slow.txt'))
      await textBecomes(page, '.entry', 'slow.txt 40%')
    }
    await page.evaluate(() => window.arrive())
    await textBecomes(page, '.entry', 'slow.txt 100%')
  })

  check('files that were lost elsewhere, or are not taken', '/kept', async (page, interrupt) => {
    await interrupt()
    await files(page).setInputFiles(file('lost.txt'))
    await textBecomes(page, '.entry i', 'external_client_failure')
  })
})
