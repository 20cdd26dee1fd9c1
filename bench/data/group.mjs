// The repo against the C libraries of SQLite and PostgreSQL, called by hand: the same statements on the same rows, a program started
// for each figure. bench/README.md says what each row does.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { compileTime } from '../compile_time.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** The inverse of "at most so many times the time". */
const atMostTimes = times => ({ theirs: { atLeast: 1 / times } })

const works = [
  ['get', 'rows by their key, per second', 1, atMostTimes(1.3)],
  ['all', 'all of 1,000 rows into structs, per second', 1, atMostTimes(1.3)],
  ['insert', 'rows inserted one at a time, per second', 1, atMostTimes(1.3)],
  ['insert_tx', 'the same, 1,000 in a transaction', 1, atMostTimes(1.3)],
  ['insert_all', '1,000 rows inserted at once, per second', 1, atMostTimes(1.2)],
  ['get', 'rows by their key, 16 callers', 16, atMostTimes(1.3)],
  ['all', 'all of 1,000 rows, 16 callers', 16, atMostTimes(1.3)],
  ['insert', 'rows inserted one at a time, 16 callers', 16, atMostTimes(1.3)],
]

const table = ['SQLite', 'PostgreSQL'].flatMap(section => works.map(([work, what, callers, targets]) => {
  const inTurn = section === 'PostgreSQL' && work === 'get' && callers === 16
  return {
    key: `${section === 'SQLite' ? 'sqlite' : 'postgres'}.${work}.${callers}`, section, work, callers,
    what: inTurn ? `${what}, pipelined` : what,
    targets: inTurn ? { ...targets, in_turn: { atLeast: 3 } } : targets,
  }
}))

const changeset = {
  key: 'changeset', section: 'without a database', work: 'changeset', callers: 1,
  what: 'µs of CPU for a changeset of 8 fields, cast and validated', targets: { ours: { atMost: 2 } },
}

const compiled = [
  {
    key: 'compile', section: 'without a database', work: 'compile', callers: 1, file: 'schema_file.cpp',
    what: 's of CPU to compile a file with a schema, its changeset and three queries, -O0, without precompiled headers',
    targets: { ours: { atMost: 1.5 } },
  },
  {
    key: 'compile_repo', section: 'without a database', work: 'compile', callers: 1, file: 'repo_file.cpp',
    what: 'the same, where three coroutines ask a repo', targets: {},
  },
]

const wanted = options => [...table, changeset, ...compiled].filter(row => !options.rows || options.rows.includes(row.key) || options.rows.includes(row.work))
export const rows = options => wanted(options)
export const parts = options => wanted(options).map(row => ({ name: row.key, row }))

let server = null
let folder = null
/** Where the programs keep their rows: a file, or the address of a database on a server started for this run. */
async function place(options, section) {
  if (section !== 'PostgreSQL') {
    if (!folder) {
      folder = mkdtempSync(join(tmpdir(), 'anqa-bench-'))
      process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    }
    return join(folder, 'bench.db')
  }
  if (!server) {
    const child = spawn(join(options.build, 'bench/data/data_server'), { stdio: ['pipe', 'pipe', 'inherit'] })
    const [address] = await once(child.stdout, 'data')
    server = { child, address: `${address}`.trim() }
    // It stops by itself when its input ends, which is when this program does.
    child.unref()
    child.stdin.unref()
    child.stdout.unref()
  }
  return server.address
}

async function run(options, { row }, program, work) {
  const where = await place(options, row.section)
  const text = execFileSync(join(options.build, 'bench/data', program), [work, `${row.callers}`, where], { encoding: 'utf8' })
  return Object.fromEntries(text.trim().split('\n').map(line => line.split(' ')).map(([name, value]) => {
    const [, ...of] = name.split('.')
    return [[row.key, ...of].join('.'), Number(value)]
  }))
}

const limit = row => row.section === 'SQLite' ? 'data_limit_sqlite' : 'data_limit_postgres'

export const sides = {
  ours: {
    name: 'ours',
    measure: (options, part) => part.row.file ? { [part.row.key]: compileTime(join(here, part.row.file), [dirname(dirname(here))]) }
      : run(options, part, 'data_bench', part.row.work),
  },
  theirs: {
    name: 'C library by hand',
    measure: (options, part) => part.row === changeset || part.row.file ? {} : run(options, part, limit(part.row), part.row.work),
  },
  in_turn: {
    name: 'libpq, one round trip at a time',
    measure: (options, part) => part.row.targets.in_turn ? run(options, part, 'data_limit_postgres', 'get_in_turn') : {},
  },
}
