// Live pages against loops that only move the bytes (limit.cpp, told_limit.cpp), and against what Phoenix 1.8 with LiveView 1.2
// was measured to do. Servers are on one core of their own, the load (load.cpp, crowd.cpp) is on the other, and rates are per
// second of the server's CPU time.
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { compileTime } from '../compile_time.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

// Measured once, the same way, on another machine; they are the orientation that the targets were set by. Phoenix is not run here.
const phoenix = { inc: 8300, reply: 98, one: 340, all: 150, told: 26_000, open: 460, idle: 41_000, idle_rows: 1_820_000 }

export const note = 'Phoenix: figures of another machine, from the list of targets of this project; its column is for orientation.'

export const rows = [
  { key: 'inc', what: 'counter events over 64 live views, per second; beside a loop that echoes the frames', targets: { bare: { atLeast: 0.65 } } },
  { key: 'reply', what: 'bytes of the reply to one of them', targets: { phoenix: { atMost: 1 } } },
  { key: 'one', what: 'events that change one of 1,000 keyed rows, per second', targets: { phoenix: { atLeast: 40 } } },
  { key: 'all', what: 'events that change all of them, per second', targets: { phoenix: { atLeast: 20 } } },
  { key: 'told', what: 'live views told by a PubSub message that 10,000 of them render, per second; beside a loop that writes the frames', targets: { bare: { atLeast: 0.7 } } },
  { key: 'open', what: 'live views opened per second: page, WebSocket, join, first diff', targets: { phoenix: { atLeast: 10 } } },
  { key: 'idle', what: 'bytes of resident memory per idle live view, its connection included, of 5,000', targets: { ours: { atMost: 4096 } } },
  { key: 'idle_rows', what: 'the same for one that shows 1,000 rows of id, name and value, of 500', targets: { phoenix: { atMost: 1 / 15 } } },
  { key: 'compile', what: "seconds to compile a live view's source file, -O0, without precompiled headers", targets: { ours: { atMost: 1.5 } } },
  { key: 'compile_template', what: 'the same for what its template became', targets: { ours: { atMost: 1.5 } } },
]

const keys = rows.map(row => row.key)

/** One part for each row, so that a row's sides are measured seconds apart. */
export function parts(options) {
  return keys.filter(key => key !== 'reply' && (!options.rows || options.rows.includes(key))).map(name => ({ name }))
}

function run(options, load, ...words) {
  const program = name => join(options.build, 'bench/live', name)
  const [mode, server] = words
  return execFileSync(program(load), load === 'live_load' ? [program(server), mode] : [mode, program(server)], { encoding: 'utf8' })
}

/** Events per second, and how long a reply is. */
function clicks(options, mode, server) {
  return JSON.parse(run(options, 'live_load', mode, server))
}

function crowd(options, mode, server) {
  return Number(run(options, 'live_crowd', mode, server))
}

function ours(options, { name }) {
  const here = join(root, 'bench/live')
  if (name === 'compile') return { compile: compileTime(join(here, 'rows_live.cpp'), [root, here]) }
  if (name === 'compile_template') {
    return { compile_template: compileTime(join(options.build, 'bench/live/live_server.heex/rows_live.html.heex.cpp'), [root, here]) }
  }
  if (['inc', 'one', 'all'].includes(name)) {
    const { rate, bytes } = clicks(options, name, 'live_server')
    return name === 'inc' ? { inc: rate, reply: bytes } : { [name]: rate }
  }
  return { [name]: crowd(options, name, 'live_server') }
}

function bare(options, { name }) {
  if (name === 'inc') return { inc: clicks(options, 'echo', 'live_limit').rate }
  if (name === 'told') return { told: crowd(options, 'told_bare', 'live_told_limit') }
  return {}
}

export const sides = {
  ours: { name: 'ours', measure: ours },
  bare: { name: 'bare loop', measure: bare },
  phoenix: { name: 'Phoenix', measure: (options, { name }) => name === 'inc' ? { inc: phoenix.inc, reply: phoenix.reply } : { [name]: phoenix[name] } },
}
