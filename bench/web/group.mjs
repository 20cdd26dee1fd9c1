// http::Server and the router against the limits: epoll loops that parse nothing and always write the same bytes (limit.cpp), or send
// each WebSocket frame back (../live/limit.cpp). All are loaded by web_load through 64 connections, one after the other, the
// server on a core of its own, and judged by the CPU time that they use themselves.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export const rows = [
  { key: 'server', what: 'plaintext, requests per second of server CPU, on one core, straight from `http::Server`', targets: { theirs: { atLeast: 0.85 } } },
  { key: 'router', what: 'the same through the endpoint and the router', targets: { theirs: { atLeast: 0.85 } } },
  { key: 'row', what: 'a row by its key from SQLite as JSON, beside plaintext of the bare loop (10 times Phoenix)', targets: { theirs: { atLeast: 0.287 } } },
  { key: 'page', what: 'a page of 12 rows from SQLite, escaped, beside the same (10 times Phoenix)', targets: { theirs: { atLeast: 0.238 } } },
  { key: 'echo', what: 'WebSocket echoes per second of server CPU, on one core', targets: { theirs: { atLeast: 0.85 } } },
  { key: 'two', what: 'plaintext, requests per second of server CPU, two scheduler threads on two cores' },
  { key: 'gain', what: 'the gain from 1 core to 2: two cores at that rate, against one', derive: figures => figures.two * 2 / figures.server, targets: { ours: { atLeast: 1.7 } } },
]

const measurements = {
  ours: { server: ['plaintext', 1, 'web/web_server', '1'], router: ['plaintext', 1, 'web/web_router', '1'], row: ['row', 1, 'web/web_sqlite', '1'], page: ['page', 1, 'web/web_sqlite', '1'], echo: ['echo', 1, 'web/web_server', '1'], two: ['plaintext', 2, 'web/web_server', '2'] },
  theirs: { server: ['plaintext', 1, 'web/web_limit'], router: ['plaintext', 1, 'web/web_limit'], row: ['plaintext', 1, 'web/web_limit'], page: ['plaintext', 1, 'web/web_limit'], echo: ['echo', 1, 'live/live_limit'] },
}

/** One part for each row, so that a row's sides are measured seconds apart. */
export function parts(options) {
  return Object.keys(measurements.ours).filter(key => !options.rows || options.rows.includes(key)).map(name => ({ name }))
}

function measure(side) {
  return (options, { name }) => {
    const measurement = measurements[side][name]
    if (!measurement) return {}
    const [load, cores, server, ...rest] = measurement
    const program = path => join(options.build, 'bench', path)
    return { [name]: Number(execFileSync(program('web/web_load'), [load, `${cores}`, program(server), ...rest], { encoding: 'utf8' })) }
  }
}

export const sides = { ours: { name: 'ours', measure: measure('ours') }, theirs: { name: 'bare loop', measure: measure('theirs') } }
