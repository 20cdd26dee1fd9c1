// The shop as people use it: clicked through in a real browser. SHOP is the program to test.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { Buyer } from '../support/buyer.mjs'
import { startShop } from '../support/shop_server.mjs'
import { connected, countBecomes, launchBrowser, picture, sameDocument, textBecomes, Visitor } from './visitor.mjs'

const password = 'let me in please'  // of the shop's admin
const orderLimit = 5  // of the shop, for each visitor and minute
let shop, browser
let visitors = []

async function arrive(options) {
  const visitor = await Visitor.arrive(browser, shop.origin, options)
  visitors.push(visitor)
  return visitor
}

/** One of the shop's people, who has logged in. */
async function arriveAsAdmin() {
  const visitor = await arrive()
  const page = await visitor.context.newPage()
  await page.goto('/login')
  await logIn(page, 'admin@example.org', password)
  await textBecomes(page, '#user-name', 'The shop')
  await page.close()
  return visitor
}

async function logIn(page, email, password) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

async function putIntoCart(catalog, count = 1) {
  for (let i = 0; i < count; i++) {
    const before = Number(await catalog.locator('#cart-count').innerText())
    await catalog.locator('#products .product button').nth(i).click()
    await textBecomes(catalog, '#cart-count', String(before + 1))
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
  const cart = await visitor.open('/checkout')
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
    shop = await startShop(process.env.SHOP, { ADMIN_PASSWORD: password })
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
    assert.match(await catalog.locator('#found').innerText(), /^2\d\d products$/)
    await countBecomes(catalog, '#products .product', 24)
    await picture(catalog, 'catalogue')
  })

  check('brings more products as one scrolls, to the last', async () => {
    const catalog = await (await arrive()).open('/?category=tea')
    await countBecomes(catalog, '#products .product', 24)
    await catalog.mouse.move(600, 600)
    while (await catalog.locator('#products .product').count() < 36) {
      await catalog.mouse.wheel(0, 2000)
      await catalog.evaluate(() => new Promise(requestAnimationFrame))
    }
    await countBecomes(catalog, '#products .product', 36)
    const names = await catalog.locator('#products .product h2').allInnerTexts()
    assert.deepEqual(names, [...names].sort(), 'in their order')
    assert.equal(new Set(names).size, 36, 'each once')
  })

  check('keeps a search in the address', async () => {
    const catalog = await (await arrive()).open('/')
    await catalog.locator('.chips a', { hasText: 'honey' }).click()
    await catalog.waitForURL('**/?category=honey')
    await catalog.locator('#search').fill('linden')
    await catalog.waitForURL('**/?category=honey&q=linden')
    await textBecomes(catalog, '#found', '12 products')
    await catalog.locator('#products .product h2 a').first().click()
    await textBecomes(catalog, '#product h1', /Linden Honey$/)
    await catalog.goBack()
    await textBecomes(catalog, '#found', '12 products')
    assert.equal(await catalog.locator('#search').inputValue(), 'linden')
    assert.ok(await sameDocument(catalog))
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
      assert.equal(await catalog.locator('#found').innerText(), '36 products')
    }
    await catalog.locator('#search').fill('nothing is called like this')
    await textBecomes(catalog, '#found', '0 products')
    await picture(catalog, 'search-nothing')
    await catalog.locator('#search').fill('')
    await textBecomes(catalog, '#found', /^2\d\d products$/)
    assert.ok(await sameDocument(catalog))
  })

  check('keeps a cart', async () => {
    const visitor = await arrive()
    const catalog = await visitor.open('/')
    await textBecomes(catalog, '#cart-count', '0')
    await putIntoCart(catalog, 2)
    const checkout = await visitor.open('/checkout')
    await countBecomes(checkout, '#summary li', 2)
    await catalog.locator('#cart-button').click()
    await picture(catalog, 'in-the-cart')
    await catalog.getByRole('button', { name: 'One more' }).first().click()
    await textBecomes(catalog, '#cart-count', '3')
    await textBecomes(checkout, '#cart-count', '3')
    await catalog.getByRole('button', { name: 'Remove' }).first().click()
    await countBecomes(catalog, '#cart-box li', 1)
    await textBecomes(catalog, '#cart-count', '1')
    await countBecomes(checkout, '#summary li', 1)
    await catalog.keyboard.press('Escape')
    await catalog.locator('#cart-drawer').waitFor({ state: 'hidden' })
    await catalog.locator('#cart-button').click()
    await catalog.locator('#check-out').click()
    await catalog.locator('#order-form').waitFor()
    assert.ok(await sameDocument(catalog))
    const stranger = await (await arrive()).open('/checkout')
    await stranger.locator('#empty-cart').waitFor()
    await picture(stranger, 'empty-cart')
  })

  check('says beside each field what is wrong with it', async () => {
    const visitor = await arrive()
    await putIntoCart(await visitor.open('/'))
    const cart = await visitor.open('/checkout')
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
    await textBecomes(cart, '#cart-count', '0')
    await picture(cart, 'placed')
    assert.equal(storedOrders('Grace Hopper'), 1)
  })

  check('shows an order at once to whoever looks at the orders', async () => {
    const watching = await (await arriveAsAdmin()).open('/admin/orders')
    const count = Number(await watching.locator('#order-count').innerText())
    await order(await arrive(), 'Alan Turing')
    await textBecomes(watching, '#order-count', String(count + 1))
    assert.match(await watching.locator('#orders tr').first().innerText(), /Alan Turing/)
    assert.ok(await sameDocument(watching))
    assert.equal(watching.sockets, 1)
    await picture(watching, 'orders')
  })

  check('stores one order, however often the form is sent', async () => {
    const visitor = await arrive()
    await putIntoCart(await visitor.open('/'))
    const watching = await (await arriveAsAdmin()).open('/admin/orders')
    const count = Number(await watching.locator('#order-count').innerText())
    const cart = await visitor.open('/checkout')
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
    const watching = await (await arriveAsAdmin()).open('/admin/orders')
    const stranger = await (await arrive()).open('/')
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    const cart = await visitor.open('/checkout')
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
    await textBecomes(cart, '#order-form .problem', /lot of orders/)
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
    await system.locator(limiter).click()
    await system.locator(`${limiter}[data-restarts="2"]`).waitFor()
    await system.locator('.process.cell').click()
    await system.locator('.process.cell[data-restarts="1"]').waitFor()

    const open = [watching, stranger, catalog, cart, system]
    for (const page of open) {
      assert.ok(await sameDocument(page), `${page.url()} was not loaded again`)
      assert.equal(page.sockets, 1, `${page.url()} kept its connection`)
      assert.equal(await page.locator('[data-phx-main].phx-connected').count(), 1)
    }
    await cart.locator('#place-order').click()
    await cart.locator('#placed').waitFor()
    assert.equal(storedOrders('Barbara Liskov too often'), 1)
    await textBecomes(watching, '#orders tr:first-child', /Barbara Liskov too often/)
  })

  check('reconnects when the server comes back', async () => {
    const visitor = await arrive()
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    const watching = await (await arriveAsAdmin()).open('/admin/orders')
    const before = Number(await watching.locator('#order-count').innerText())
    assert.deepEqual(await shop.stop(), { code: 0, signal: null })
    await watching.locator('[data-phx-main]:not(.phx-connected)').waitFor({ state: 'attached' })
    await shop.start()
    await Promise.all([catalog, watching].map(connected))
    // That nobody answered meanwhile is what the console has to say.
    for (const one of visitors) {
      one.complaints = one.complaints.filter(text => !/WebSocket connection to .* failed/.test(text))
    }
    await textBecomes(catalog, '#cart-count', '1')
    await putIntoCart(catalog)
    const cart = await visitor.open('/checkout')
    await fillOrderForm(cart, { name: 'Katherine Johnson' })
    await cart.locator('#place-order').click()
    await textBecomes(watching, '#order-count', String(before + 1))
    assert.equal(storedOrders('Katherine Johnson'), 1)
  })

  check('lets one register, log out and log in', async () => {
    const visitor = await arrive()
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    await catalog.locator('nav a', { hasText: 'Log in' }).click()
    await catalog.waitForURL('**/login')
    await catalog.getByRole('link', { name: 'Register' }).click()
    await catalog.getByLabel('Name').fill('Grace Hopper')
    await catalog.getByLabel('E-mail').fill('grace@example.org')
    await catalog.getByLabel('Password').fill('nanosecond')
    await picture(catalog, 'register')
    await catalog.getByRole('button', { name: 'Register' }).click()
    await textBecomes(catalog, '#user-name', /^Grace Hopper$/)
    await textBecomes(catalog, '#cart-count', '1')  // the cart came along
    await picture(catalog, 'account')
    await catalog.getByRole('button', { name: 'Log out' }).click()
    await textBecomes(catalog, '#flash-info', /logged out/)
    await logIn(catalog, 'Grace@example.org', 'nanosecond')
    await textBecomes(catalog, '#user-name', /^Grace Hopper$/)
  })

  check('carries a chat between a visitor and the shop', async () => {
    const asking = await (await arrive()).open('/support')
    await textBecomes(asking, '#chat-status', /^Connected$/)
    await asking.getByLabel('Your message').fill('Is it <b>tea</b>?')
    await asking.getByRole('button', { name: 'Send' }).click()
    await textBecomes(asking, '#chat-lines li', /Is it <b>tea<\/b>\?$/)
    const answering = await (await arriveAsAdmin()).open(await asking.locator('#room-link').getAttribute('href'))
    await textBecomes(answering, '#chat-lines li', /tea/)
    await answering.getByLabel('Your message').fill('It is.')
    await answering.getByRole('button', { name: 'Send' }).click()
    await textBecomes(asking, '#chat-lines li:nth-child(2)', /^The shop\s+It is\.$/)
    assert.equal(await asking.locator('#chat-lines li.mine').count(), 1)
    await picture(asking, 'support')
  })

  check('takes a photograph of a product from its people, and shows it to everybody', async () => {
    const watching = await (await arrive()).open('/products/1')
    assert.match(await watching.locator('#picture').getAttribute('src'), /^\/drawings\/1$/)
    assert.equal(await watching.locator('#picture-form').count(), 0)
    const page = await (await arriveAsAdmin()).open('/products/1')
    const input = page.locator('#picture-form input[type=file]')
    await input.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
    await textBecomes(page, '.entry .error', /is no PNG/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await input.setInputFiles({ name: 'lie.png', mimeType: 'image/png', buffer: Buffer.from('<script>alert(1)</script>') })
    await textBecomes(page, '#flash-error', /is no PNG/)
    await input.setInputFiles({ name: 'tea.png', mimeType: 'image/png', buffer: await watching.screenshot() })
    await textBecomes(page, '#flash-info', /in the shop/)
    const src = await page.locator('#picture').getAttribute('src')
    assert.match(src, /^\/pictures\/[\w-]+\.png$/)
    await watching.locator(`#picture[src="${src}"]`).waitFor()
    await watching.waitForFunction(() => document.querySelector('#picture').naturalWidth > 1000)
    const file = await page.request.get(src)
    assert.equal(file.headers()['content-type'], 'image/png')
    assert.equal(file.headers()['x-content-type-options'], 'nosniff')
    await picture(page, 'uploaded')
  })

  check('fits a telephone', async () => {
    const visitor = await arrive({ viewport: { width: 390, height: 844 } })
    const catalog = await visitor.open('/')
    await putIntoCart(catalog)
    for (const path of ['/', '/products/7', '/checkout', '/support', '/system']) {
      const page = await visitor.open(path)
      const { content, window } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: innerWidth }))
      await picture(page, `telephone${path.replace('/', '-')}`)
      assert.ok(content <= window, `${path} is ${content} pixels wide, the window ${window}`)
    }
  })
})
