// The dev loop, as who writes an application meets it: files are edited, and an open page in Chromium is watched.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { patience, until } from '../../support/shop_server.mjs'
import { connected, launchBrowser, sameDocument, textBecomes } from '../visitor.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const sources = process.env.DEV_APP_SOURCES
const nodeModules = join(here, '../../../node_modules')

/** A port that was free a moment ago. */
function freePort() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** The processes that run the application. */
function running() {
  return readdirSync('/proc').filter(entry => /^\d+$/.test(entry)).filter(pid => {
    try {
      return readlinkSync(`/proc/${pid}/exe`).replace(' (deleted)', '') === process.env.DEV_APP
    } catch {
      return false
    }
  })
}

class Loop {
  lines = []
  #listeners = new Set()

  async start() {
    this.port = await freePort()
    this.child = spawn(process.env.ANQA_DEV_PROGRAM, [
      '--build', `'${process.env.CMAKE}' --build '${process.env.ANQA_DEV_BUILD_FOLDER}' --target dev_app`,
      '--port', String(this.port), '--notices-port', String(await freePort()), '--watch', sources,
      '--', process.env.DEV_APP, nodeModules,
    ], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.ended = new Promise(resolve => this.child.once('close', (code, signal) => resolve({ code, signal })))
    let rest = ''
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', data => {
        const lines = (rest + data).split('\n')
        rest = lines.pop()
        this.lines.push(...lines)
        this.#listeners.forEach(listener => listener())
      })
    }
    process.on('exit', () => this.child.kill('SIGKILL'))
  }

  /** Waits until so many lines match. */
  said(pattern, times = 1) {
    return until(() => this.lines.filter(line => pattern.test(line)).length >= times, look => {
      this.#listeners.add(look)
      return () => this.#listeners.delete(look)
    }, () => `${pattern} in:\n${this.lines.slice(-40).join('\n')}`)
  }

  get origin() { return `http://localhost:${this.port}` }
}

/** Replaces text in one of the application's files, as an editor does. */
function edit(file, from, to) {
  const path = join(sources, file)
  const text = readFileSync(path, 'utf8')
  assert.ok(text.includes(from), `${file} has no "${from}"`)
  writeFileSync(path, text.replace(from, to))
}

function restore() {
  cpSync(join(here, 'app'), sources, { recursive: true })
}

describe('the dev loop', { concurrency: false }, () => {
  let browser, context, loop

  before(async () => {
    restore()
    browser = await launchBrowser()
    loop = new Loop()
    await loop.start()
  })
  after(async () => {
    await browser?.close()
    loop.child.kill('SIGKILL')
    restore()
  })
  beforeEach(async () => {
    context = await browser.newContext({ baseURL: loop.origin })
    context.setDefaultTimeout(patience)
  })
  afterEach(() => context.close())

  async function open(path) {
    const page = await context.newPage()
    await page.goto(path)
    await connected(page)
    await page.evaluate(() => { window.stillTheSameDocument = true })
    return page
  }
  const overlay = (page, part) => page.locator(`anqa-dev ${part}`)
  const overlayGoes = page => page.locator('anqa-dev').waitFor({ state: 'detached' })

  it('shows a page before there is a program, which becomes the program\'s', async () => {
    const page = await context.newPage()
    await until(() => loop.lines.length > 0, look => {
      const timer = setInterval(look, 5)
      return () => clearInterval(timer)
    }, () => 'a first line')
    await page.goto('/')
    await textBecomes(page, '#count', 'Count: 0')
    await connected(page)
  })

  it('brings an edited template to the open page, with its state', async t => {
    const page = await open('/')
    await page.locator('#inc').click()
    await page.locator('#inc').click()
    await textBecomes(page, '#count', 'Count: 2')
    await page.locator('#text').fill('said')
    await page.locator('#text').press('Enter')
    await textBecomes(page, '.line', 'said')
    await page.locator('#text').fill('half a line')
    const began = performance.now()
    edit('note_live.html.heex', 'Count: ', 'Counted: ')
    await textBecomes(page, '#count', 'Counted: 2')
    t.diagnostic(`from the edit of a template to the page: ${Math.round(performance.now() - began)} ms`)
    await textBecomes(page, '.line', 'said')
    assert.equal(await page.locator('#text').inputValue(), 'half a line')
    assert.ok(await sameDocument(page))
    await page.locator('#inc').click()
    await textBecomes(page, '#count', 'Counted: 3')
  })

  it('brings an edited live view', async t => {
    const page = await open('/')
    await page.locator('#inc').click()
    await textBecomes(page, '#count', /: 1$/)
    const began = performance.now()
    edit('note_live.hpp', 'step = 1', 'step = 10')
    edit('note_live.html.heex', 'Notes', 'All notes')
    await textBecomes(page, 'h1', 'All notes')
    t.diagnostic(`from the edit of a live view's header to the page: ${Math.round(performance.now() - began)} ms`)
    await page.locator('#inc').click()
    await textBecomes(page, '#count', /: 11$/)
    assert.ok(await sameDocument(page))
  })

  it('brings an edited inline template', async () => {
    const page = await open('/inline')
    await page.locator('#inc').click()
    await textBecomes(page, '#inc', 'Inline 1')
    edit('inline_live.cpp', 'Inline {', 'In a line {')
    await textBecomes(page, '#inc', 'In a line 1')
    assert.ok(await sameDocument(page))
  })

  it('shows what does not compile, with its place, until it is mended', async () => {
    const page = await open('/')
    await page.locator('#inc').click()
    const count = await page.locator('#count').innerText()
    edit('note_live.html.heex', '{@count}', '{@cuont}')
    assert.match(await overlay(page, '.place').first().innerText(), /note_live\.html\.heex:2:\d+$/)
    assert.match(await overlay(page, '.text').first().innerText(), /cuont/)
    assert.match(await overlay(page, '.here').first().innerText(), /\{@cuont\}/)
    edit('note_live.html.heex', '{@cuont}', '{@count}')
    await overlayGoes(page)
    assert.equal(await page.locator('#count').innerText(), count)
    assert.ok(await sameDocument(page))

    edit('note_live.hpp', 'socket->count + step', 'socket->count + stop')
    assert.match(await overlay(page, '.place').first().innerText(), /note_live\.hpp:\d+:\d+$/)
    assert.match(await overlay(page, '.text').first().innerText(), /undeclared identifier 'stop'/)
    await page.keyboard.press('Escape')
    await overlayGoes(page)
    const later = await open('/')
    await overlay(later, '.place').first().waitFor()
    edit('note_live.hpp', 'socket->count + stop', 'socket->count + step')
    await overlayGoes(later)
    assert.equal(await page.locator('#count').innerText(), count)
  })

  it('brings styles into the open page, and scripts with a new one', async () => {
    const page = await open('/')
    const runs = loop.lines.filter(line => /run \d+ serves/.test(line)).length
    edit('static/app.css', 'rgb(1, 2, 3)', 'rgb(4, 5, 6)')
    await page.waitForFunction(() => getComputedStyle(document.querySelector('header')).color === 'rgb(4, 5, 6)')
    assert.ok(await sameDocument(page))
    edit('static/app.js', "'first'", "'second'")
    await page.waitForFunction(() => window.script === 'second')
    assert.equal(loop.lines.filter(line => /run \d+ serves/.test(line)).length, runs, 'the program went on')
  })

  it('loads pages anew that are not live, and all when a layout has changed', async () => {
    const plain = await context.newPage()
    await plain.goto('/plain')
    const page = await open('/')
    edit('main.cpp', '>Plain<', '>Plainer<')
    await textBecomes(plain, '#plain', 'Plainer')
    assert.ok(await sameDocument(page))
    edit('root_layout.html.heex', 'The layout', 'Another layout')
    await textBecomes(page, 'header', 'Another layout')
  })

  it('shows why a program does not start; the one before goes on', async () => {
    const page = await open('/')
    edit('main.cpp', 'int main(int, char** argv) { return', 'int main(int, char** argv) { if (argv[1]) throw std::runtime_error("no luck today"); return')
    assert.match(await overlay(page, 'h1').innerText(), /did not start: signal 6 \(Aborted\)/)
    assert.match(await overlay(page, 'details pre').innerText(), /no luck today/)
    const before = await page.locator('#count').innerText()
    await page.locator('#inc').evaluate(button => button.click())
    await page.waitForFunction(before => document.querySelector('#count').innerText !== before, before)
    edit('main.cpp', 'if (argv[1]) throw std::runtime_error("no luck today"); ', '')
    await overlayGoes(page)
    assert.ok(await sameDocument(page))
  })

  it('shows that a program has ended, and starts it when a file changes', async () => {
    const page = await open('/')
    await page.locator('#inc').click()
    await textBecomes(page, '#count', /: [1-9]/)
    const count = await page.locator('#count').innerText()
    await page.locator('#abort').click()
    await overlay(page, 'h1').waitFor()
    const visitor = await context.newPage()
    await visitor.goto('/')
    assert.match(await overlay(visitor, 'h1').innerText(), /ended: signal 6/)
    edit('note_live.html.heex', '<h1>', '<h1>Back: ')
    await textBecomes(visitor, 'h1', /^Back: /)
    await textBecomes(page, 'h1', /^Back: /)
    await textBecomes(page, '#count', count)
    assert.ok(await sameDocument(page))
  })

  it('takes everything along when it ends', async () => {
    assert.equal(running().length, 1)
    loop.child.kill('SIGINT')
    assert.deepEqual(await loop.ended, { code: 0, signal: null })
    assert.deepEqual(running(), [])
  })

  it('leaves nothing behind when it is killed', async () => {
    loop = new Loop()
    await loop.start()
    await loop.said(/run 1 serves/)
    loop.child.kill('SIGKILL')
    await loop.ended
    await until(() => running().length === 0, look => {
      const timer = setInterval(look, 20)
      return () => clearInterval(timer)
    }, () => `the end of ${running()}`)
  })
})
