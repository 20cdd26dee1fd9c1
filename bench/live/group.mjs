// Live pages against the limit: an epoll loop that sends every WebSocket frame back (limit.cpp). Both are on one core of
// their own, are clicked by live_load through 64 WebSockets, one after the other, and judged by the CPU time that they use.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export const rows = [
  { key: 'inc', what: '`inc` events of a counter over 64 WebSockets, per second of server CPU; against a bare echo of the frames' },
]

function rate(options, server, mode) {
  const program = name => join(options.build, 'bench/live', name)
  return Number(execFileSync(program('live_load'), [program(server), mode], { encoding: 'utf8' }))
}

function ours(options) {
  return { inc: rate(options, 'live_server', 'live') }
}

function theirs(options) {
  return { inc: rate(options, 'live_limit', 'echo') }
}

export const sides = { ours: { name: 'ours', measure: ours }, theirs: { name: 'theirs', measure: theirs } }
