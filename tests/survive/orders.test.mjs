// An order is stored exactly once or not at all, whatever happens to the program. SHOP is the program to test.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Buyer } from '../support/buyer.mjs'
import { LivePage } from '../support/live_page.mjs'
import { startShop } from '../support/shop_server.mjs'

describe('orders', { concurrency: false }, () => {
  let shop
  const orders = name => shop.rows(`select o.id, o.items, (select sum(quantity) from order_lines l where l.order_id = o.id) as lines
    from orders o where o.name = '${name}'`)
  const storedOnce = name => assert.deepEqual(orders(name).map(({ items, lines }) => ({ items, lines })), [{ items: 2, lines: 2 }], name)

  before(async () => {
    shop = await startShop(process.env.SHOP)
  })
  after(async () => assert.deepEqual(await shop?.stop(), { code: 0, signal: null }))

  it('are stored once when the form is sent twice', async () => {
    const buyer = await (await new Buyer('twice').fillCart(shop.port)).openCart(shop.port)
    const answers = await Promise.all([buyer.place(), buyer.place()])
    assert.ok(answers.includes(true) && !answers.includes(null), `answered with ${answers}`)
    storedOnce('twice')
  })

  it('are stored once when the form is sent from several windows at the same moment', async () => {
    const buyer = await new Buyer('windows').fillCart(shop.port)
    const windows = await Promise.all([1, 2, 3, 4].map(() =>
      Object.assign(new Buyer('windows'), { token: buyer.token, cookies: buyer.cookies }).openCart(shop.port)))
    assert.ok((await Promise.all(windows.map(one => one.place()))).every(Boolean))
    storedOnce('windows')
  })

  it('are not stored without a cart', async () => {
    const buyer = await (await new Buyer('nothing').openCart(shop.port))
    assert.equal(await buyer.place(), false)
    assert.deepEqual(orders('nothing'), [])
  })

  it('go on while the rate limiter crashes again and again', async () => {
    const system = await (await LivePage.load(shop.port, '/system')).open()
    const buyers = await Promise.all(Array.from({ length: 10 }, (_, i) => new Buyer(`crashes-${i}`).fillCart(shop.port)))
    await Promise.all(buyers.map(buyer => buyer.openCart(shop.port)))
    let ordering = true
    const crashes = (async () => {
      let count = 0
      for (; ordering; count++) assert.equal((await system.click('crash')).status, 'ok')
      return count
    })()
    for (const buyer of buyers) assert.equal(await buyer.place(), true)
    ordering = false
    assert.ok(await crashes > 0)
    for (const buyer of buyers) storedOnce(buyer.name)
  })

  for (const [how, answered] of [['killed', 1], ['killed', 6], ['killed', 13], ['stopped', 4]]) {
    it(`are stored once or not at all when the program is ${how} after ${answered} of 24`, async () => {
      const buyers = await Promise.all(Array.from({ length: 24 }, (_, i) => new Buyer(`${how}-${answered}-${i}`).fillCart(shop.port)))
      await Promise.all(buyers.map(buyer => buyer.openCart(shop.port)))
      let thanked = 0
      const answers = await Promise.all(buyers.map(async buyer => {
        const placed = await buyer.place()
        if (placed && ++thanked === answered) how === 'killed' ? shop.kill() : shop.stop()
        return placed
      }))
      assert.deepEqual(await shop.ended, how === 'killed' ? { code: null, signal: 'SIGKILL' } : { code: 0, signal: null })
      await shop.start()
      assert.deepEqual(shop.rows('pragma integrity_check'), [{ integrity_check: 'ok' }])
      let stored = 0
      for (const [i, buyer] of buyers.entries()) {
        const rows = orders(buyer.name)
        if (answers[i]) storedOnce(buyer.name)
        assert.ok(rows.length <= 1, `${buyer.name} is stored ${rows.length} times`)
        stored += rows.length
        const cart = await LivePage.load(shop.port, '/checkout', buyer.cookies)
        assert.equal(cart.html.includes('id="empty-cart"'), rows.length === 1, `the cart of ${buyer.name} is empty if it is ordered`)
      }
      assert.ok(stored >= answered)
      // Whoever got no answer sends the form again.
      for (const buyer of buyers) {
        await buyer.openCart(shop.port)
        assert.equal(await buyer.place(), true)
        storedOnce(buyer.name)
        buyer.cart.close()
      }
    })
  }
})
