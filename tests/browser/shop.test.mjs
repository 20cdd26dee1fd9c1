// The shop as people use it: clicked through in a real browser. SHOP is the program to test.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { Buyer } from '../support/buyer.mjs'
import { startShop } from '../support/shop_server.mjs'
import { connected, countBecomes, launchBrowser, picture, sameDocument, textBecomes, Visitor } from './visitor.mjs'

const orderLimit = 5  // of the shop, for each visitor and minute
let shop, browser
let visitors = []

async function arrive(options) {
  const visitor = await Visitor.arrive(browser, shop.origin, options)
  visitors.push(visitor)
  return visitor
}

async function putIntoCart(catalog, count = 1) {
  for (let i = 0; i < count; i++) {
    const before = Number(/\d+/.exec(await catalog.locator('#cart-link').innerText())[0])
    await catalog.locator('#products .product button').nth(i).click()
    await textBecomes(catalog, '#cart-link', new RegExp(`: ${before + 1}$`))
  }
}

async function fillOrderForm(cart, { name = 'Ada Lovelace', email = 'ada@example.org', address = '12 St James Square, London' } = {}) {
  await cart.getByLabel('Name').fill(name)
  await cart.getByLabel('E-mail').fill(email)
  await cart.getByLabel('Address').fill(address)
}

/** One order of one product; resolves when the page thanks for it. */
async function order(visitor, name) {
  const catalog = await visitor.open('/')
  await putIntoCart(catalog)
  await catalog.close()
  const cart = await visitor.open('/cart')
  await fillOrderForm(cart, { name })
  await cart.locator('#place-order').click()
  await cart.locator('#placed').waitFor()
  return cart
}

/** A test that leaves pictures of its pages when it fails. */
function check(name, body) {
  it(name, async () => {
    try {
      await body()
    } catch (error) {
      for (const [i, page] of visitors.flatMap(visitor => visitor.context.pages()).entries()) {
        await picture(page, `failed-${name.replace(/\W+/g, '-')}-${i}`)
      }
      throw error
    }
  })
}

function storedOrders(name) {
  return shop.rows(`select count(*) as n from orders where name = '${name}'`)[0].n
}

describe('the shop in a browser', { concurrency: false }, () => {
  before(async () => {
    shop = await startShop(process.env.SHOP)
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    const ended = await shop?.stop()
    assert.deepEqual(ended, { code: 0, signal: null }, 'the shop stops in order')
  })
  afterEach(async () => {
    const complaints = visitors.flatMap(visitor => visitor.complaints)
    await Promise.all(visitors.map(visitor => visitor.leave()))
    visitors = []
    assert.deepEqual(complaints, [], 'no page of this test complained')
  })

  check('shows the catalogue', async () => {
    const catalog = await (await arrive()).open('/')
    assert.match(await catalog.title(), /Products/)
    assert.match(await catalog.locator('#found').innerText(), /^5\d\d products$/)
    assert.ok(await catalog.locator('#products .product').count() >= 24)
    await picture(catalog, 'catalogue')
    const shown = await catalog.locator('#products .product').count()
    await catalog.locator('#more').click()
    await countBecomes(catalog, '#products .product', 2 * shown)
  })

  check('searches while one types, once the typing pauses', async () => {
    const catalog = await (await arrive()).open('/')
    await catalog.evaluate(() => {
      window.searches = []
      const { socket } = window.liveSocket
      const push = socket.push.bind(socket)
      socket.push = message => {
        if (message.payload.event === 'search') window.searches.push(message.payload.value)
        return push(message)
      }
    })
    // All within one turn of the browser's event loop, so that no slow machine makes it a pause.
    await catalog.locator('#search').evaluate(input => {
      input.focus()
      for (const letter of 'darjeeling') {
        input.value += letter
        input.dispatchEvent(new InputEvent('input', { bubbles: true, data: letter }))
      }
    })
    await textBecomes(catalog, '#found', /^\d{1,2} products?$/)
    const searches = await catalog.evaluate(() => window.searches)
    assert.equal(searches.length, 1, `one search for ten letters: ${searches}`)
    for (const name of await catalog.locator('#products .product').allInnerTexts()) assert.match(name, /darjeeling/i)
    await picture(catalog, 'search')
    // As many are found and shown each time, but others.
    for (const word of ['coffee', 'honey']) {
      await catalog.locator('#search').fill(word)
      await textBecomes(catalog, '#products .product h2', new RegExp(word, 'i'))
      assert.equal(await catalog.locator('#found').innerText(), '96 products')
    }
    await catalog.locator('#search').fill('nothing is called like this')
    await textBecomes(catalog, '#found', '0 products')
    await picture(catalog, 'search-nothing')
    await catalog.locator('#search').fill('')
    await textBecomes(catalog, '#found', /^5\d\d products$/)
    assert.ok(await sameDocument(catalog))
  })

  check('keeps a cart', async () => {
    const visitor = await arrive()
    const catalog = await visitor.open('/')
    await textBecomes(catalog, '#cart-link', /: 0$/)
    await putIntoCart(catalog, 2)
    await picture(catalog, 'in-the-cart')
    const cart = await visitor.open('/cart')
    await countBecomes(cart, '#cart tbody tr', 2)
    await cart.getByRole('button', { name: 'One more' }).first().click()
    await textBecomes(cart, '#cart-link', /: 3$/)
    await cart.getByRole('button', { name: 'Remove' }).first().click()
    await countBecomes(cart, '#cart tbody tr', 1)
    await textBecomes(cart, '#cart-link', /: 1$/)
    const stranger = await (await arrive()).open('/cart')
    await stranger.locator('#empty-cart').waitFor()
    await picture(stranger, 'empty-cart')
  })

  check('says beside each field what is wrong with it', async () => {
    const visitor = await arrive()
    await putIntoCart(await visitor.open('/'))
    const cart = await visitor.open('/cart')
    await fillOrderForm(cart, { name: 'x', email: 'nobody@nowhere', address: 'here' })
    await cart.getByLabel('Note').focus()
    const errorOf = label => cart.locator('.field', { has: cart.getByLabel(label) }).locator('.error')
    for (const [label, error] of [['Name', /at least 2/], ['E-mail', /must be an e-mail address/], ['Address', /at least 8/]]) {
      await errorOf(label).waitFor()
      assert.match(await errorOf(label).innerText(), error)
    }
    assert.equal(await errorOf('Note').count(), 0)
    await picture(cart, 'form-errors')
    await cart.locator('#place-order').click()
    await cart.locator('#place-order:not([disabled])').waitFor()
    assert.equal(storedOrders('x'), 0)
    await cart.getByLabel('Name').fill('')
    await cart.waitForFunction(() => document.querySelector('.field .error')?.innerText.includes("can't be blank"))
    await fillOrderForm(cart, { name: 'Grace Hopper' })
    await cart.getByLabel('Note').focus()
    await countBecomes(cart, '.field .error', 0)
    await cart.locator('#place-order').click()
    await cart.locator('#placed').waitFor()
    assert.match(await cart.locator('#placed').innerText(), /Grace Hopper/)
    await cart.locator('#empty-cart').waitFor()
    await picture(cart, 'placed')
    assert.equal(storedOrders('Grace Hopper'), 1)
  })

  check('shows an order at once to whoever looks at the orders', async () => {
    const watching = await (await arrive()).open('/orders')
    const count = Number(await watching.locator('#order-count').innerText())
    await order(await arrive(), 'Alan Turing')
    await textBecomes(watching, '#order-count', String(count + 1))
    assert.match(await watching.locator('#orders .order-row').first().innerText(), /Alan Turing/)
    assert.ok(await sameDocument(watching))
    assert.equal(watching.sockets, 1)
    await picture(watching, 'orders')
  })

  check('stores one order, however often the form is sent', async () => {
    const visitor = await arrive()
    await putIntoCart(await visitor.open('/'))
    const watching = await (await arrive()).open('/orders')
    const count = Number(await watching.locator('#order-count').innerText())
    const cart = await visitor.open('/cart')
    await fillOrderForm(cart, { name: 'Edsger Dijkstra' })
    await cart.locator('#place-order').dblclick()
    await cart.locator('#placed').waitFor()
    // A second tab has the same cart, but its form came too late.
    await textBecomes(watching, '#order-count', String(count + 1))
    assert.equal(storedOrders('Edsger Dijkstra'), 1)
    assert.equal(shop.rows("select count(*) as n from order_lines l join orders o on o.id = l.order_id where o.name = 'Edsger Dijkstra'")[0].n, 1)
  })

  check('limits the orders of a visitor, forgets it when the limiter crashes, and keeps every page up', async () => {
    const visitor = await arrive()
    const watching = await (await arrive()).open('/orders')
    const stranger = await (await arrive()).open('/')
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    const cart = await visitor.open('/cart')
    await fillOrderForm(cart, { name: 'Barbara Liskov too often' })
    // The orders before it are placed without a browser, as its slowness must not make them few in a minute.
    const cookies = (await visitor.context.cookies()).map(({ name, value }) => `${name}=${value}`)
    for (let i = 0; i < orderLimit; i++) {
      const buyer = await new Buyer(`quick-${i}`, cookies).fillCart(shop.port)
      assert.ok(await (await buyer.openCart(shop.port)).place())
      buyer.cart.close()
    }
    await new Buyer('', cookies).fillCart(shop.port)
    await cart.locator('#place-order').click()
    await textBecomes(cart, '#order-form .notice.error', /lot of orders/)
    await picture(cart, 'too-many-orders')
    assert.equal(storedOrders('Barbara Liskov too often'), 0)

    const system = await (await arrive()).open('/system')
    await picture(system, 'system')
    const limiter = '#tree .process[data-name="shop.rate_limiter"]'
    assert.equal(await system.locator('#tree .process').count() >= 5, true)
    assert.equal(await system.locator(limiter).getAttribute('data-restarts'), '0')
    const pid = await system.locator(limiter).getAttribute('data-pid')
    await system.locator('#crash').click()
    await system.locator(`${limiter}[data-restarts="1"]`).waitFor()
    assert.notEqual(await system.locator(limiter).getAttribute('data-pid'), pid)
    await picture(system, 'system-after-a-crash')

    const open = [watching, stranger, catalog, cart, system]
    for (const page of open) {
      assert.ok(await sameDocument(page), `${page.url()} was not loaded again`)
      assert.equal(page.sockets, 1, `${page.url()} kept its connection`)
      assert.equal(await page.locator('[data-phx-main].phx-connected').count(), 1)
    }
    await cart.locator('#place-order').click()
    await cart.locator('#placed').waitFor()
    assert.equal(storedOrders('Barbara Liskov too often'), 1)
    await textBecomes(watching, '#orders .order-row:first-child', /Barbara Liskov too often/)
  })

  check('reconnects when the server comes back', async () => {
    const visitor = await arrive()
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    const watching = await (await arrive()).open('/orders')
    const before = Number(await watching.locator('#order-count').innerText())
    assert.deepEqual(await shop.stop(), { code: 0, signal: null })
    await watching.locator('[data-phx-main]:not(.phx-connected)').waitFor({ state: 'attached' })
    await shop.start()
    await Promise.all([catalog, watching].map(connected))
    // That nobody answered meanwhile is what the console has to say.
    for (const one of visitors) {
      one.complaints = one.complaints.filter(text => !/WebSocket connection to .* failed/.test(text))
    }
    await textBecomes(catalog, '#cart-link', /: 1$/)
    await putIntoCart(catalog)
    const cart = await visitor.open('/cart')
    await fillOrderForm(cart, { name: 'Katherine Johnson' })
    await cart.locator('#place-order').click()
    await textBecomes(watching, '#order-count', String(before + 1))
    assert.equal(storedOrders('Katherine Johnson'), 1)
  })

  check('lets one register, log out and log in', async () => {
    const visitor = await arrive()
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    await catalog.locator('nav a', { hasText: 'Account' }).click()
    await catalog.waitForURL('**/login')
    await textBecomes(catalog, '#notice-error', /must log in/)
    await catalog.getByRole('link', { name: 'Register' }).click()
    await catalog.getByLabel('Name').fill('Grace Hopper')
    await catalog.getByLabel('E-mail').fill('grace@example.org')
    await catalog.getByLabel('Password').fill('nanosecond')
    await picture(catalog, 'register')
    await catalog.getByRole('button', { name: 'Register' }).click()
    await textBecomes(catalog, '#user-name', /^Grace Hopper$/)
    await textBecomes(catalog, '#cart-link', /: 1$/)  // the cart came along
    await picture(catalog, 'account')
    await catalog.getByRole('button', { name: 'Log out' }).click()
    await textBecomes(catalog, '#notice-info', /logged out/)
    await catalog.getByLabel('E-mail').fill('Grace@example.org')
    await catalog.getByLabel('Password').fill('nanosecond')
    await catalog.getByRole('button', { name: 'Log in' }).click()
    await textBecomes(catalog, '#user-name', /^Grace Hopper$/)
  })

  check('carries a chat between a visitor and the shop', async () => {
    const asking = await (await arrive()).open('/support')
    await textBecomes(asking, '#chat-status', /^Connected$/)
    await asking.getByLabel('Your message').fill('Is it <b>tea</b>?')
    await asking.getByRole('button', { name: 'Send' }).click()
    await textBecomes(asking, '#chat-lines li', /You Is it <b>tea<\/b>\?$/)
    const answering = await (await arrive()).open(await asking.locator('#room-link').getAttribute('href'))
    await textBecomes(answering, '#chat-lines li', /tea/)
    await answering.getByLabel('Your message').fill('It is.')
    await answering.getByRole('button', { name: 'Send' }).click()
    await textBecomes(asking, '#chat-lines li:nth-child(2)', /^The shop It is\.$/)
    await picture(asking, 'support')
  })

  check('fits a telephone', async () => {
    const visitor = await arrive({ viewport: { width: 390, height: 844 } })
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    for (const path of ['/', '/cart', '/orders', '/support', '/system']) {
      const page = await visitor.open(path)
      const { content, window } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: innerWidth }))
      await picture(page, `telephone${path.replace('/', '-')}`)
      assert.ok(content <= window, `${path} is ${content} pixels wide, the window ${window}`)
    }
  })
})
