// A visitor of the shop: a browser context of their own, and what is asked of every page that they open.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { patience } from '../support/shop_server.mjs'

/** Debian's Chromium with a new, empty profile, that talks to nobody but the shop. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.ANQA_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  })
}

export class Visitor {
  /** What the console of any page of theirs complained about. */
  complaints = []

  static async arrive(browser, origin, options = {}) {
    const visitor = new Visitor()
    visitor.context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 }, ...options })
    visitor.context.setDefaultTimeout(patience)
    visitor.context.setDefaultNavigationTimeout(patience)
    return visitor
  }

  /** Opens a page, waits until its live view is connected and marks the document, so that a reload would show. */
  async open(path) {
    const page = await this.context.newPage()
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`${path}: ${message.text()}`)
    })
    page.on('pageerror', error => this.complaints.push(`${path}: ${error.stack}`))
    page.on('response', response => {
      if (response.status() >= 400) this.complaints.push(`${path}: ${response.url()} gave ${response.status()}`)
    })
    page.sockets = 0
    page.on('websocket', () => page.sockets++)
    await page.goto(path)
    await connected(page)
    await page.evaluate(() => { window.stillTheSameDocument = true })
    return page
  }

  leave() {
    return this.context.close()
  }
}

/** Waits until the page's live view has joined. */
export function connected(page) {
  return page.locator('[data-phx-main].phx-connected').waitFor({ state: 'attached' })
}

/** Whether it is still the document that open() marked. */
export function sameDocument(page) {
  return page.evaluate(() => window.stillTheSameDocument === true)
}

/** Waits until the text of the first match is this, or matches it. */
export function textBecomes(page, selector, wanted) {
  const pattern = wanted instanceof RegExp ? { source: wanted.source, flags: wanted.flags } : null
  return page.waitForFunction(([selector, text, pattern]) => {
    const element = document.querySelector(selector)
    if (!element) return false
    const shown = element.innerText.trim()
    return pattern ? new RegExp(pattern.source, pattern.flags).test(shown) : shown === text
  }, [selector, pattern ? null : String(wanted), pattern], { timeout: patience })
}

/** Waits until so many elements match. */
export function countBecomes(page, selector, wanted) {
  return page.waitForFunction(([selector, wanted]) => document.querySelectorAll(selector).length === wanted,
    [selector, wanted], { timeout: patience })
}

/** A picture of the page for people, in the build folder. */
export async function picture(page, name) {
  const folder = process.env.ANQA_SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
