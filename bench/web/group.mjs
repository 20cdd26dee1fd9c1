// http::Server and the router against the limits: epoll loops that parse nothing and always write the same bytes (limit.cpp), or send
// each WebSocket frame back (../live/limit.cpp). All are loaded by web_load through 64 connections, one after the other, the
// server on a core of its own, and judged by the CPU time that they use themselves. The rows of thousands of WebSockets
// (channels.cpp) have a load of their own, crowd.cpp.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export const rows = [
  { key: 'server', what: 'plaintext, requests per second of server CPU, on one core, straight from `http::Server`', targets: { theirs: { atLeast: 0.85 } } },
  { key: 'router', what: 'the same through the endpoint and the router', targets: { theirs: { atLeast: 0.85 } } },
  { key: 'row', what: 'a row by its key from SQLite as JSON, beside plaintext of the bare loop (10 times Phoenix)', targets: { theirs: { atLeast: 0.287 } } },
  { key: 'page', what: 'a page of 12 rows from SQLite, escaped, beside the same (10 times Phoenix)', targets: { theirs: { atLeast: 0.238 } } },
  { key: 'echo', what: 'WebSocket echoes per second of server CPU, on one core', targets: { theirs: { atLeast: 0.85 } } },
  { key: 'idle_channel', what: 'bytes of resident memory for an idle WebSocket that has joined a channel, of 10,000', targets: { ours: { atMost: 3072 } } },
  { key: 'idle_socket', what: 'the same without a channel' },
  { key: 'broadcast', what: 'one broadcast to the 10,000 members of a channel, per second of server CPU, on one core', targets: { theirs: { atLeast: 0.8 } } },
  { key: 'idle_sockets', what: 'idle WebSockets held with heartbeats every 30 s, for --minutes', targets: { ours: { atLeast: 18000 } } },
  { key: 'idle_growth', what: "the server's memory at the end of that, over what it was after the first heartbeats", targets: { ours: { atMost: 1.02 } } },
  { key: 'two', what: 'plaintext, requests per second of server CPU, two scheduler threads on two cores' },
  { key: 'gain', what: 'the gain from 1 core to 2: two cores at that rate, against one', derive: figures => figures.two * 2 / figures.server, targets: { ours: { atLeast: 1.7 } } },
]

const channels = ['web/web_channels', '1']
const crowds = {
  ours: { idle_channel: channels, idle_socket: channels, broadcast: channels, idle_sockets: channels },
  theirs: { broadcast: ['web/web_broadcast_limit'] },
}
const measurements = {
  ours: { server: ['plaintext', 1, 'web/web_server', '1'], router: ['plaintext', 1, 'web/web_router', '1'], row: ['row', 1, 'web/web_sqlite', '1'], page: ['page', 1, 'web/web_sqlite', '1'], echo: ['echo', 1, 'web/web_server', '1'], two: ['plaintext', 2, 'web/web_server', '2'] },
  theirs: { server: ['plaintext', 1, 'web/web_limit'], router: ['plaintext', 1, 'web/web_limit'], row: ['plaintext', 1, 'web/web_limit'], page: ['plaintext', 1, 'web/web_limit'], echo: ['echo', 1, 'live/live_limit'] },
}

/** One part for each row, so that a row's sides are measured seconds apart. */
export function parts(options) {
  return [...Object.keys(measurements.ours), ...Object.keys(crowds.ours)].filter(key => !options.rows || options.rows.includes(key)).map(name => ({ name }))
}

function measure(side) {
  return (options, { name }) => {
    const program = path => join(options.build, 'bench', path)
    const run = (load, words) => JSON.parse(execFileSync(program(load), words, { encoding: 'utf8' }))
    if (crowds[side][name]) {
      const [server, ...rest] = crowds[side][name]
      const figures = run('web/web_crowd', [name, `${options.minutes}`, program(server), ...rest])
      return typeof figures === 'number' ? { [name]: figures } : figures
    }
    const measurement = measurements[side][name]
    if (!measurement) return {}
    const [load, cores, server, ...rest] = measurement
    return { [name]: run('web/web_load', [load, `${cores}`, program(server), ...rest]) }
  }
}

export const sides = { ours: { name: 'ours', measure: measure('ours') }, theirs: { name: 'bare loop', measure: measure('theirs') } }
