// The runtime against Debian's Erlang: the same five things done by otp_bench.cpp and by beam_bench.erl.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

export const rows = [
  { key: 'spawn', what: 'processes started, run and ended, per second' },
  { key: 'memory', what: 'bytes per idle GenServer with one integer of state (less is better)' },
  { key: 'ping_pong', what: 'round trips between two processes, per second' },
  { key: 'call_1', what: 'GenServer calls with a 5 s timeout, 1 caller, per second' },
  { key: 'call_64', what: 'GenServer calls with a 5 s timeout, 64 callers, per second' },
]

function parse(text) {
  return Object.fromEntries(text.trim().split('\n').map(line => line.split(' ')).map(([key, value]) => [key, Number(value)]))
}

export function ours(options) {
  return parse(execFileSync(join(options.build, 'bench/otp/otp_bench'), { encoding: 'utf8' }))
}

let compiled = null
export function theirs(options) {
  if (!compiled) {
    compiled = join(options.build, 'bench/otp/beam')
    mkdirSync(compiled, { recursive: true })
    execFileSync('erlc', ['-o', compiled, join(here, 'beam_bench.erl')])
  }
  return parse(execFileSync('erl', ['-noshell', '-pa', compiled, '-s', 'beam_bench', 'main'], { encoding: 'utf8' }))
}
