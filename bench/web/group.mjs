// http::Server against the limit: an epoll loop that parses nothing and always writes the same bytes (limit.cpp). Both are
// loaded by web_load with 64 connections, one after the other, and judged by the CPU time that they use themselves.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export const rows = [
  { key: 'one_thread', what: 'HTTP plaintext, requests per second of server CPU; one scheduler thread, against a bare epoll loop' },
  { key: 'all_cores', what: 'the same on as many scheduler threads as there are cores' },
]

function rate(options, server, ...args) {
  const program = name => join(options.build, 'bench/web', name)
  return Number(execFileSync(program('web_load'), [program(server), ...args], { encoding: 'utf8' }))
}

function ours(options) {
  return { one_thread: rate(options, 'web_server', '1'), all_cores: rate(options, 'web_server', '0') }
}

function theirs(options) {
  const limit = rate(options, 'web_limit')
  return { one_thread: limit, all_cores: limit }
}

export const sides = { ours: { name: 'ours', measure: ours }, theirs: { name: 'theirs', measure: theirs } }
