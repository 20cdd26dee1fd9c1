// What the official client does with where one has scrolled to: endless lists, history, views that stay.
import assert from 'node:assert/strict'
import { becomes, check, suite } from './live_page.mjs'
import { connected, sameDocument, textBecomes } from './visitor.mjs'

const shown = page => page.evaluate(() => [...document.querySelectorAll('#rows li')].map(row => Number(row.innerText)))

/** Rows follow each other without a gap, from the first to the last of the window. */
async function isWhole(page, first, last) {
  await textBecomes(page, '#window', `${first} to ${last}`)
  const rows = await shown(page)
  assert.deepEqual(rows, Array.from({ length: last - first + 1 }, (_, i) => first + i))
}

/** Scrolls there, and back a little whenever nothing came of it: the client takes one event in half a second. */
function scrollUntil(page, top, condition, argument) {
  return page.waitForFunction(([top, condition, argument]) => {
    window.backAndForth = !window.backAndForth
    const end = document.documentElement.scrollHeight
    if (window.backAndForth) window.scrollTo(0, top === 'end' ? end : top)
    else window.scrollBy(0, top === 'end' ? -200 : 200)
    return new Function('argument', `return ${condition}`)(argument)
  }, [top, condition, argument], { polling: 100 })
}

async function scrollDownTo(page, last) {
  for (let until = 40; until <= last; until += 20) {
    await scrollUntil(page, 'end', `Number(document.querySelector('#window').innerText.split(' to ')[1]) >= argument`, until)
  }
}

suite('scrolling', () => {
  check('an endless list: what is below comes as one goes down, and what is far above goes', '/scroll', async (page, interrupt, breaks) => {
    await isWhole(page, 1, 20)
    await scrollDownTo(page, 80)
    await isWhole(page, 21, 80)
    await interrupt()
    if (breaks) {
      await isWhole(page, 1, 20)  // the view is mounted anew, and so is its list
      await scrollDownTo(page, 80)
    }
    await scrollUntil(page, 30, `document.querySelector('#window').innerText.startsWith('1 to')`)
    const [first] = await shown(page)
    assert.equal(first, 1)
  })

  check('an endless list has an end', '/scroll', async (page, interrupt) => {
    await interrupt()
    await scrollDownTo(page, 200)
    await isWhole(page, 141, 200)
    await scrollUntil(page, 'end', `window.scrollY + window.innerHeight === document.documentElement.scrollHeight`)
    await isWhole(page, 141, 200)
  })

  check('who goes up faster than rows come begins anew at the top', '/scroll', async (page, interrupt) => {
    await interrupt()
    await scrollDownTo(page, 120)
    await scrollUntil(page, 0, `document.querySelector('#overruns').innerText !== '0'`)
    await isWhole(page, 1, 20)
  })

  check('back and forward restore where one was', '/stay/1', async (page, interrupt) => {
    await page.evaluate(() => { window.stillTheSameDocument = true })
    await page.evaluate(() => window.scrollTo(0, 1200))
    // The client notes the place once scrolling has paused.
    await becomes(page, () => history.state?.scroll === 1200)
    await page.locator('#on').click()
    await textBecomes(page, 'h1', 'Page 2, part 0')
    await becomes(page, () => window.scrollY === 0)
    await interrupt()
    await page.evaluate(() => window.scrollTo(0, 700))
    await becomes(page, () => history.state?.scroll === 700)
    await page.goBack()
    await textBecomes(page, 'h1', 'Page 1, part 0')
    await becomes(page, () => window.scrollY === 1200)
    await page.goForward()
    await textBecomes(page, 'h1', 'Page 2, part 0')
    await becomes(page, () => window.scrollY === 700)
    assert.ok(await sameDocument(page))
  })

  check('a patch goes back and forward, too', '/stay/1', async (page, interrupt) => {
    await page.locator('#part').click()
    await textBecomes(page, 'h1', 'Page 1, part 1')
    await page.locator('#part').click()
    await textBecomes(page, 'h1', 'Page 1, part 2')
    await page.goBack()
    await textBecomes(page, 'h1', 'Page 1, part 1')
    await interrupt()
    await page.goBack()
    await textBecomes(page, 'h1', 'Page 1, part 0')
    await page.goForward()
    await textBecomes(page, 'h1', 'Page 1, part 1')
  })

  check('a sticky view stays from page to page', '/stay/1', async (page, interrupt, breaks) => {
    await becomes(page, () => document.querySelector('#player.phx-connected'))
    await page.locator('#play').click()
    await textBecomes(page, '#play', 'Played 1')
    const player = await page.locator('#player').elementHandle()
    await page.locator('#on').click()
    await textBecomes(page, 'h1', 'Page 2, part 0')
    assert.ok(await player.evaluate(element => element.isConnected), 'it is the same element')
    await textBecomes(page, '#play', 'Played 1')
    await interrupt()
    await connected(page)
    await becomes(page, () => document.querySelector('#player.phx-connected'))
    await textBecomes(page, '#play', breaks ? 'Played 0' : 'Played 1')
    await page.locator('#play').click()
    await page.locator('#on').click()
    await textBecomes(page, 'h1', 'Page 3, part 0')
    await textBecomes(page, '#play', breaks ? 'Played 1' : 'Played 2')
  })
})
