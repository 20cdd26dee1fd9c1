// Runs groups of benchmarks, side by side in turn (ours, theirs, ours, theirs, …), and prints the median of the rounds'
// ratios, which holds on a noisy machine when no absolute time does. A group is bench/GROUP/group.mjs; see
// bench/README.md for what one exports.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const usage = `usage: bench/run [OPTIONS] GROUP… with a GROUP of: otp, web, live, data
  --rounds N    rounds, of which the medians are taken; 5
  --rows A,B    only these rows
  --cores 1,2   on how many cores (otp); 1,2
  --minutes N   how long idle_sockets holds its sockets (web); 1
  --quick       a tenth of the work in one round: shows that everything runs, its figures mean little (otp)
  --json FILE   also writes all figures of all rounds`

function parseArguments(words) {
  const options = { rounds: 5, build: null, json: null, rows: null, cores: [1, 2], minutes: 1, quick: false, groups: [] }
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--rounds') options.rounds = Number(words[++i])
    else if (words[i] === '--build') options.build = words[++i]
    else if (words[i] === '--json') options.json = words[++i]
    else if (words[i] === '--rows') options.rows = words[++i].split(',')
    else if (words[i] === '--cores') options.cores = words[++i].split(',').map(Number)
    else if (words[i] === '--minutes') options.minutes = Number(words[++i])
    else if (words[i] === '--quick') Object.assign(options, { quick: true, rounds: 1 })
    else if (words[i].startsWith('-')) throw new Error(`${words[i]}?\n${usage}`)
    else options.groups.push(words[i])
  }
  if (!options.groups.length) throw new Error(usage)
  return options
}

function median(numbers) {
  const sorted = numbers.filter(number => !Number.isNaN(number)).sort((a, b) => a - b)
  if (!sorted.length) return NaN
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function rounded(number) {
  if (Number.isNaN(number)) return '-'
  if (number >= 1000) return Math.round(number).toLocaleString('en-US')
  return Number(number.toPrecision(3)).toString()
}

/** A target is { atLeast } or { atMost }, or nothing. */
function verdict(value, target) {
  if (!target || Number.isNaN(value)) return '-'
  const met = target.atLeast !== undefined ? value >= target.atLeast : value <= target.atMost
  return met ? 'met' : 'short'
}

function targetText(target) {
  if (!target) return '-'
  return target.atLeast !== undefined ? `at least ${rounded(target.atLeast)}` : `at most ${rounded(target.atMost)}`
}

/** The sides of a group that can run here: [{ key, name, measure }]; says what is missing for the others. */
function presentSides(name, sides) {
  return Object.entries(sides).map(([key, side]) => ({ key, ...side })).filter(side => {
    const missing = side.missing?.()
    if (missing) process.stderr.write(`${name}: without ${side.name}: ${missing}\n`)
    return !missing
  })
}

/** All rounds: [{ ours: { row: figure, … }, theirs: … }, …]. */
async function measure(name, group, sides, options) {
  const rounds = []
  for (let round = 0; round < options.rounds; round++) {
    const figures = Object.fromEntries(sides.map(side => [side.key, {}]))
    for (const part of group.parts?.(options) ?? [null]) {
      process.stderr.write(`${name}: round ${round + 1} of ${options.rounds}${part ? `: ${part.name}` : ''}\n`)
      for (const side of sides) Object.assign(figures[side.key], await side.measure(options, part))
    }
    rounds.push(figures)
  }
  return rounds
}

/** One row in figures: its median for each side, and the median ratio of ours to each other side, with verdicts. */
function evaluate(row, sides, rounds) {
  const of = (round, key) => row.derive ? row.derive(round[key]) : round[key][row.key] ?? NaN
  const all = key => rounds.map(round => of(round, key))
  const ours = { figure: median(all('ours')), target: row.targets?.ours }
  // How many cores our side kept busy: far from what it was given, there was noise or waiting.
  ours.busy = median(rounds.map(round => round.ours[`${row.key}.cpu`] / round.ours[`${row.key}.wall`]))
  ours.met = verdict(ours.figure, ours.target)
  const others = sides.filter(side => side.key !== 'ours').map(({ key, name }) => {
    const ratio = row.derive ? NaN : median(rounds.map(round => of(round, 'ours') / of(round, key)))
    const target = row.targets?.[key]
    return { key, name, figure: median(all(key)), ratio, target, met: verdict(ratio, target) }
  })
  return { ...row, ours, others }
}

function printTable(rows, sides, withBusy) {
  const others = sides.filter(side => side.key !== 'ours')
  const heads = ['what', 'ours', ...withBusy ? ['cores busy'] : [], ...others.flatMap(({ name }) => [name, 'ratio', 'target', 'met?'])]
  const marks = ['---', '---:', ...withBusy ? ['---:'] : [], ...others.flatMap(() => ['---:', '---:', '---', '---'])]
  console.log(`| ${heads.join(' | ')} |\n| ${marks.join(' | ')} |`)
  for (const { what, ours, others: compared } of rows) {
    const own = ours.target ? `${rounded(ours.figure)} (${targetText(ours.target)}: ${ours.met})` : rounded(ours.figure)
    const cells = compared.flatMap(({ figure, ratio, target, met }) => [rounded(figure), rounded(ratio), targetText(target), met])
    console.log(`| ${[what, own, ...withBusy ? [rounded(ours.busy)] : [], ...cells].join(' | ')} |`)
  }
}

async function main() {
  const options = parseArguments(process.argv.slice(2))
  const results = []
  for (const name of options.groups) {
    const group = await import(join(here, name, 'group.mjs'))
    const sides = presentSides(name, group.sides)
    const rounds = await measure(name, group, sides, options)
    const rows = (typeof group.rows === 'function' ? group.rows(options) : group.rows).map(row => evaluate(row, sides, rounds))
    for (const section of new Set(rows.map(row => row.section))) {
      const load = options.quick ? 'a quick look, not a measurement' : `medians of ${options.rounds} rounds`
      console.log(`\n## ${name}${section ? `, ${section}` : ''} (${cpus().length} cores here, ${load})\n`)
      const inSection = rows.filter(row => row.section === section)
      printTable(inSection, sides, inSection.some(row => !Number.isNaN(row.ours.busy)))
    }
    if (group.note) console.log(`\n${group.note}`)
    results.push({ group: name, rows, rounds })
  }
  if (options.json) writeFileSync(options.json, JSON.stringify(results, null, 2))
}

main().catch(error => {
  process.stderr.write(`bench/run: ${error.message}\n`)
  process.exitCode = 1
})
