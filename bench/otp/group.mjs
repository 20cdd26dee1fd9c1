// The runtime against Debian's Erlang and Debian's C++ Actor Framework: the same work, done by ours/, beam_bench.erl
// and caf/, a program started for each row. bench/README.md says what each row does.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

/** key, what it counts, how often the work is done, and the targets of the ratios to BEAM and CAF. */
const table = [
  ['memory', 'bytes of an idle GenServer with one int of state', 100_000, { beam: { atMost: 1 / 8 }, caf: { atMost: 1 / 4 } }],
  ['memory_hibernated', 'bytes of a hibernated one', 100_000, {}],
  ['spawn', 'processes spawned, all alive at once, and stopped, per second', 1_000_000, { beam: { atLeast: 10 }, caf: { atLeast: 8 } }],
  ['ping_pong', 'round trips between two processes, per second', 500_000, { beam: { atLeast: 5 }, caf: { atLeast: 3 } }],
  ['fan_in', 'messages from 8 senders to 1 receiver, per second', 2_000_000, { beam: { atLeast: 5 }, caf: { atLeast: 3 } }],
  ['call_1', 'GenServer calls with a 5 s timeout from 1 caller, per second', 500_000, { beam: { atLeast: 8 }, caf: { atLeast: 3 } }],
  ['call_64', 'the same from 64 callers to one server', 500_000, { beam: { atLeast: 8 }, caf: { atLeast: 3 } }],
  ['call_1000', 'the same from 64 callers over 1,000 servers', 500_000, { beam: { atLeast: 8 }, caf: { atLeast: 3 } }],
  ['restart', 'supervised crashes and restarts, one after the other, per second', 10_000, { beam: { atLeast: 20 }, caf: { atLeast: 2 } }],
  ['restart_few', 'the first 500 of them', 500, {}],
  ['registry', 'Registry lookups among 100,000 keys, per second', 1_000_000, { beam: { atLeast: 5 }, caf: { atLeast: 2 } }],
  ['timers', 'seconds of CPU for 1,000,000 timers over 10 s', 1_000_000, { beam: { atMost: 1 / 4 } }],
  ['task', 'tasks started and awaited, 100 at a time, per second', 100_000, { beam: { atLeast: 8 }, caf: { atLeast: 3 } }],
].map(([key, what, count, targets]) => ({ key, what, count, targets }))

/** What cell_bench prints; nobody else has anything like it. */
const cells = [
  { key: 'cell_restart_ms', what: 'ms from the crash of a cell (SIGSEGV) to the first answer of its replacement', targets: { ours: { atMost: 20 } } },
  { key: 'cell_call_us', what: 'µs of a call to a cell' },
  { key: 'cell_memory_kib', what: 'KiB of memory that a cell has to itself' },
]

const wanted = (row, options) => !options.rows || options.rows.some(each => each === row.key || each === partOf(row))
const partOf = row => cells.includes(row) ? 'cell' : row.key
const coresOf = options => options.cores.filter(cores => cores <= cpus().length)
/** The figure of a row on so many cores. */
const on = (key, cores) => `${key}@${cores}`

export function rows(options) {
  const name = cores => `on ${cores} ${cores === 1 ? 'core' : 'cores'}`
  const measured = coresOf(options).flatMap(cores =>
    [...table, ...cells].filter(row => wanted(row, options)).map(row => ({ ...row, key: on(row.key, cores), section: name(cores) })))
  if (!wanted({ key: 'call_1000' }, options) || !coresOf(options).includes(1) || !coresOf(options).includes(2)) return measured
  return [...measured, {
    key: 'gain', section: name(2), what: '64 callers over 1,000 servers: gain from 1 to 2 cores', targets: { ours: { atLeast: 1.6 } },
    derive: figures => figures[on('call_1000', 2)] / figures[on('call_1000', 1)],
  }]
}

export function parts(options) {
  const measured = [...table, cells[0]].filter(row => wanted(row, options))
  return measured.flatMap(row => coresOf(options).map(cores => ({
    row: partOf(row), cores, name: `${partOf(row)} on ${cores}`, count: options.quick ? Math.ceil(row.count / 10) : row.count,
  })))
}

/** Runs a program on that many cores, and nowhere else; gives the figures that it prints, marked with the cores. */
function run(part, program, words) {
  const pinned = Array.from({ length: part.cores }, (_, core) => core).join(',')
  const text = execFileSync('taskset', ['-c', pinned, program, ...words], { encoding: 'utf8', maxBuffer: 1 << 20 })
  return Object.fromEntries(text.trim().split('\n').map(line => line.split(' ')).map(([key, value]) => {
    const [row, ...of] = key.split('.')
    return [[on(row, part.cores), ...of].join('.'), Number(value)]
  }))
}

/** A program of the build that knows these rows, by what it says of itself. */
const known = new Map()
function knows(program, row) {
  if (!existsSync(program)) return false
  if (!known.has(program)) known.set(program, execFileSync(program, ['--rows'], { encoding: 'utf8' }).trim().split(/\s+/))
  return known.get(program).includes(row)
}

function runBuilt(options, part, name) {
  const program = join(options.build, 'bench/otp', name)
  if (!knows(program, part.row)) return {}
  return run(part, program, [part.row, '--threads', String(part.cores), '--count', String(part.count)])
}

let compiled = null
function runBeam(options, part) {
  if (part.row === 'cell') return {}
  if (!compiled) {
    compiled = join(options.build, 'bench/otp/beam')
    mkdirSync(compiled, { recursive: true })
    execFileSync('erlc', ['-o', compiled, join(here, 'beam_bench.erl')])
  }
  // +P: a million processes at once are more than it allows by itself.
  return run(part, 'erl', ['+S', `${part.cores}:${part.cores}`, '+P', '2000000', '-noshell', '-pa', compiled,
    '-run', 'beam_bench', 'main', part.row, String(part.count)])
}

function runOurs(options, part) {
  if (part.row !== 'cell') return runBuilt(options, part, 'otp_bench')
  const program = join(options.build, 'bench/otp/cell_bench')
  if (!existsSync(program)) return {}
  return run(part, program, [])
}

function isMissing(command) {
  try {
    execFileSync('which', [command], { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
}

export const sides = {
  ours: { name: 'ours', measure: runOurs },
  beam: {
    name: 'BEAM',
    missing: () => isMissing('erlc') ? 'apt-get install erlang-base' : null,
    measure: runBeam,
  },
  caf: {
    name: 'CAF',
    missing: () => existsSync('/usr/include/caf/all.hpp') ? null : 'apt-get install libcaf-dev',
    measure: (options, part) => runBuilt(options, part, 'caf_bench'),
  },
}
