// The shop as its own program, for tests: a fresh database in a folder of its own, a free port, its log line by line.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Milliseconds. However slow the machine or the sanitizer: after this a condition is taken never to come true. */
export const patience = 1000 * Number(process.env.ANQA_PATIENCE ?? 120)

/** Waits until `condition()` gives something truthy, asking again whenever `emitter` says that something happened. */
export function until(condition, whenChanged, what, limit = patience) {
  return new Promise((resolve, reject) => {
    let forget = () => {}
    const timer = setTimeout(() => {
      forget()
      reject(new Error(`never came: ${what()}`))
    }, limit)
    const look = () => {
      const value = condition()
      if (!value) return
      clearTimeout(timer)
      forget()
      resolve(value)
    }
    forget = whenChanged(look)
    look()
  })
}

export class ShopServer {
  /** Of everything that the program has said, on both of its outputs. */
  lines = []
  port = 0
  #listeners = new Set()
  #child = null
  #exit = null

  constructor(program, { database, env = {} }) {
    this.program = program
    this.database = database
    this.env = { ...env, DATABASE: database }
  }

  /** Creates and fills the database. */
  prepare() {
    for (const task of ['migrate', 'seed']) {
      execFileSync(this.program, [task], { env: { ...process.env, ...this.env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    }
    return this
  }

  /** Starts the program; it listens when this is done. After a stop it comes back on the port that it had. */
  async start() {
    const from = this.lines.length
    this.#child = spawn(this.program, ['serve'], {
      env: { ...process.env, ...this.env, PORT: String(this.port) }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    const child = this.#child
    this.#exit = new Promise(resolve => child.once('close', (code, signal) => resolve({ code, signal })))
    let ended = null
    this.#exit.then(how => {
      ended = how
      this.#changed()
    })
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        this.lines.push(line)
        this.#changed()
      })
    }
    const address = await this.#until(
      () => {
        if (ended) throw new Error(`the shop ended with ${JSON.stringify(ended)}:\n${this.lines.join('\n')}`)
        return this.lines.slice(from).map(line => /serving https?:\/\/[^\s/]+:(\d+)/.exec(line)).find(Boolean)
      },
      () => `the line that says where the shop listens; it said:\n${this.lines.slice(from).join('\n')}`)
    this.port = Number(address[1])
    return this
  }

  get origin() {
    return `http://localhost:${this.port}`
  }

  get pid() {
    return this.#child.pid
  }

  /** The lines since then, `mark` being an earlier lines.length. */
  since(mark) {
    return this.lines.slice(mark)
  }

  /** Waits for a line of the log since `mark`. */
  line(mark, wanted) {
    return this.#until(() => this.since(mark).find(line => line.includes(wanted)),
      () => `a line with "${wanted}"; there is:\n${this.since(mark).join('\n')}`)
  }

  /** Waits until what was said since `mark` is enough for `condition`. */
  logged(mark, condition) {
    return this.#until(condition, () => `what the log should say; it says:\n${this.since(mark).join('\n')}`)
  }

  /** Asks it to stop in order; gives { code, signal }. */
  stop() {
    this.#child.kill('SIGTERM')
    return this.#exit
  }

  /** As a power cut would: nothing is finished, nothing is said. */
  kill() {
    this.#child.kill('SIGKILL')
    return this.#exit
  }

  /** Resolves when the program has ended. */
  get ended() {
    return this.#exit
  }

  /** The rows that a query gives, from a process of its own that reads the file. */
  rows(sql) {
    const text = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 10000', this.database, sql], { encoding: 'utf8' })
    return text.trim() ? JSON.parse(text) : []
  }

  #until(condition, what) {
    return until(condition, look => {
      this.#listeners.add(look)
      return () => this.#listeners.delete(look)
    }, what)
  }

  #changed() {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** A folder that is gone when the test is over. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'anqa-shop-'))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A shop with a fresh database, running; it ends with the test file at the latest. */
export async function startShop(program, env = {}) {
  if (!program) throw new Error('SHOP is not set: it must be the path of the shop, as in SHOP=build/dev/examples/shop/shop')
  const server = new ShopServer(program, { database: join(temporaryFolder(), 'shop.db'), env })
  server.prepare()
  await server.start()
  process.on('exit', () => {
    try {
      process.kill(server.pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  })
  return server
}
