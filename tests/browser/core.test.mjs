// The core components as people see them: on a phone and on a desk, by day and by night.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { becomes, breakConnection, check, open, suite } from './live_page.mjs'
import { countBecomes, picture, textBecomes } from './visitor.mjs'

const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } }

/** WCAG 2.2's contrast between an element's text and what is behind it. */
function contrastOf(page, selector) {
  return page.locator(selector).first().evaluate(element => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const rgb = colour => {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      return [...canvas.getImageData(0, 0, 1, 1).data]
    }
    const luminance = ([r, g, b]) => {
      const [R, G, B] = [r, g, b].map(part => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
      return 0.2126 * R + 0.7152 * G + 0.0722 * B
    }
    let behind = element
    while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement
    const text = luminance(rgb(getComputedStyle(element).color))
    const ground = luminance(rgb(getComputedStyle(behind).backgroundColor))
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
  })
}

suite('core components', () => {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      it(`fit a ${size} and can be read, ${colorScheme}`, async () => {
        const page = await open('/core', { viewport, colorScheme })
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width, 'nothing is wider than the screen')
        for (const selector of ['#buttons .button', '.button.primary', '.button.danger', '.button.quiet', '.field label', '.field input',
          '.field .error', '.field .hint', '.table th', '.table td', '.nothing', '.list dt', '.list dd', '.page-header .hint']) {
          const contrast = await contrastOf(page, selector)
          assert.ok(contrast >= 4.5, `${selector} has a contrast of ${contrast.toFixed(2)}`)
        }
        await picture(page, `core-${size}-${colorScheme}`)
      })
    }
  }

  it('inputs are as high as each other, and know their labels', async () => {
    const page = await open('/core')
    const heights = await page.evaluate(() => ['text', 'email', 'number', 'search', 'select_wrong', 'text_wrong']
      .map(name => document.getElementById(`all_${name}`).getBoundingClientRect().height))
    assert.ok(Math.max(...heights) - Math.min(...heights) < 4, `heights: ${heights}`)
    await page.getByLabel('email').fill('wrong')
    await page.getByLabel('textarea').fill('wrong')
    await textBecomes(page, '.field:has(#all_textarea) .error', 'is not what it should be')
    await page.getByLabel('I have read the terms').check()
    await page.getByLabel('select', { exact: true }).selectOption('black')
    assert.equal(await page.getByLabel('select', { exact: true }).inputValue(), 'black')
  })

  check('a modal holds the focus, and goes by Escape, a click beside it, or its button', '/core', async (page, interrupt) => {
    const modal = page.locator('#confirm')
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(5, 300),
      () => page.locator('#confirm .modal-close').click(),
      () => page.locator('#no').click(),
    ]) {
      await page.locator('#open').click()
      await modal.waitFor({ state: 'visible' })
      await becomes(page, () => document.querySelector('#confirm').contains(document.activeElement))
      for (let i = 0; i < 5; i++) await page.keyboard.press('Tab')
      assert.ok(await page.evaluate(() => document.querySelector('#confirm').contains(document.activeElement)), 'the focus stays within')
      await close()
      await modal.waitFor({ state: 'hidden' })
    }
    await interrupt()
    await page.locator('#open').click()
    await modal.waitFor({ state: 'visible' })
    await page.locator('#yes').click()
    await modal.waitFor({ state: 'hidden' })
    await textBecomes(page, '#click', 'Clicked 1')
  })

  check('flash messages are shown, and closed by a click', '/core', async (page, interrupt) => {
    await interrupt()
    await page.locator('#say-info').click()
    await textBecomes(page, '#flash-info p', 'Your order is on its way.')
    await page.locator('#say-error').click()
    await textBecomes(page, '#flash-error p', /^The card was refused/)
    await page.locator('#flash-info button').click()
    await countBecomes(page, '#flash-info', 0)
    await countBecomes(page, '#flash-error', 1)
  })

  it('a lost connection is told, for as long as it is lost', async () => {
    const page = await open('/core')
    const lost = page.locator('#flash-disconnected')
    await lost.waitFor({ state: 'hidden' })
    await page.evaluate(() => window.liveSocket.disconnect())
    await lost.waitFor({ state: 'visible' })
    await page.evaluate(() => window.liveSocket.connect())
    await lost.waitFor({ state: 'hidden' })
    await breakConnection(page)
    await lost.waitFor({ state: 'hidden' })
  })

  check('a row of a table and its actions', '/core', async (page, interrupt) => {
    await interrupt()
    await page.locator('#tea-1 td').first().click()
    await textBecomes(page, '#click', 'Clicked 1')
    await page.locator('#tea-1 button').click()
    await countBecomes(page, '#tea-1', 0)
    await textBecomes(page, '#click', 'Clicked 1')
    await page.locator('#tea-2 button').click()
    await textBecomes(page, '.nothing', 'No tea is left.')
  })
})
