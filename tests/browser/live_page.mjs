// A page of the app beside this file, in Chromium: what the tests of bindings, commands and hooks share.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { patience } from '../support/shop_server.mjs'
import { connected, launchBrowser, textBecomes } from './visitor.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const nodeModules = join(here, '../../node_modules')

/** The program that serves the pages. */
class AppServer {
  port = 0
  #child = null
  #exit = null

  async start() {
    const program = process.env.LIVE_APP
    if (!program) throw new Error('LIVE_APP is not set: it must be the path of live_app_server')
    this.#child = spawn(program, [String(this.port), join(here, 'app/static'), nodeModules], { stdio: ['ignore', 'pipe', 'pipe'] })
    const child = this.#child
    this.said = []
    this.#exit = new Promise(resolve => child.once('close', (code, signal) => resolve({ code, signal })))
    createInterface({ input: child.stderr }).on('line', line => this.said.push(line))
    const lines = createInterface({ input: child.stdout })
    this.port = Number(await new Promise((resolve, reject) => {
      lines.once('line', resolve)
      child.once('close', () => reject(new Error(`the server ended:\n${this.said.join('\n')}`)))
    }))
    process.on('exit', () => child.kill('SIGKILL'))
  }
  get origin() { return `http://localhost:${this.port}` }
  kill() {
    this.#child.kill('SIGKILL')
    return this.#exit
  }
}

export const server = new AppServer()
let browser
let contexts = []
let complaints = []
/** What a test expects the console to say, and so is no complaint. */
let expected = []
export const expectComplaint = pattern => expected.push(pattern)

/** `init` runs in the page before any of its scripts. */
export async function open(path, { init, ...options } = {}) {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1000, height: 800 }, ...options })
  context.setDefaultTimeout(patience)
  if (init) await context.addInitScript(init)
  contexts.push(context)
  const page = await context.newPage()
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error.stack)))
  await page.goto(path)
  await connected(page)
  return page
}

/** Breaks the page's connection, as a network does, and waits until the page has joined again. */
export async function breakConnection(page) {
  await page.evaluate(() => {
    window.joinsAgain = new Promise(resolve => {
      const view = window.liveSocket.main
      const joined = view.applyJoinPatch
      view.applyJoinPatch = function (...args) {
        const result = joined.apply(this, args)
        delete view.applyJoinPatch
        resolve()
        return result
      }
    })
    window.liveSocket.socket.conn.close()
  })
  await page.evaluate(() => window.joinsAgain)
  await connected(page)
}

/** The lines that the page's log shows. */
export function log(page) {
  return page.locator('#log li').allInnerTexts()
}

/** Waits until the log has this line, or one that matches. */
export function logged(page, wanted) {
  const pattern = wanted instanceof RegExp ? { source: wanted.source } : null
  return page.waitForFunction(([text, pattern]) => {
    const lines = [...document.querySelectorAll('#log li')].map(line => line.innerText)
    return lines.some(line => (pattern ? new RegExp(pattern.source).test(line) : line === text))
  }, [pattern ? null : wanted, pattern], { timeout: patience })
}

/** What the page's JavaScript has written down. */
export function recorded(page) {
  return page.evaluate(() => window.recorded)
}

export function recordedBecomes(page, wanted) {
  return page.waitForFunction(source => window.recorded.some(line => new RegExp(source).test(line)), wanted.source, { timeout: patience })
}

/** Waits until the expression is true on the page. */
export function becomes(page, expression) {
  return page.waitForFunction(expression, null, { timeout: patience })
}

/** Makes the server send something, so that the page is patched: what the client did must outlast it. */
export async function bump(page) {
  const before = Number(await page.locator('#bump').innerText())
  await page.evaluate(() => document.getElementById('bump').click())
  await textBecomes(page, '#bump', String(before + 1))
}

export const gate = {
  set: state => fetch(`${server.origin}/gate/${state}`),
  close: () => gate.set('closed'),
  open: () => gate.set('open'),
}

/** Each test runs as it is, and once more with the connection broken where it calls `interrupt()`. */
export function check(name, path, body, options = {}) {
  for (const breaks of [false, true]) {
    it(breaks ? `${name}, with a reconnect in the middle` : name, async () => {
      const page = await open(path, options)
      await body(page, breaks ? () => breakConnection(page) : async () => {}, breaks)
    })
  }
}

export function suite(name, body) {
  describe(name, { concurrency: false }, () => {
    before(async () => {
      await server.start()
      browser = await launchBrowser()
    })
    after(async () => {
      await browser?.close()
      await server.kill()
    })
    afterEach(async () => {
      await gate.open()
      await Promise.all(contexts.map(context => context.close()))
      contexts = []
      const left = complaints.filter(text => !expected.some(pattern => pattern.test(text)))
      complaints = []
      expected = []
      assert.deepEqual(left, [], 'no page of this test complained')
    })
    body()
  })
}
