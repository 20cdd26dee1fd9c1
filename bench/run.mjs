// Runs groups of benchmarks in pairs (ours, theirs, ours, theirs, …) and prints the median of the pairs' ratios, which
// holds on a noisy machine when no absolute time does. A group is bench/GROUP/group.mjs; see bench/README.md.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

function parseArguments(words) {
  const options = { rounds: 5, build: null, json: null, groups: [] }
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--rounds') options.rounds = Number(words[++i])
    else if (words[i] === '--build') options.build = words[++i]
    else if (words[i] === '--json') options.json = words[++i]
    else options.groups.push(words[i])
  }
  if (!options.groups.length) throw new Error('usage: bench/run [--rounds N] [--json FILE] GROUP… with a GROUP of: otp, web, live')
  return options
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function rounded(number) {
  if (number >= 1000) return Math.round(number).toLocaleString('en-US')
  return Number(number.toPrecision(3)).toString()
}

/** A row's verdict: `target` is { atLeast } or { atMost } on the ratio, or nothing. */
export function verdict(ratio, target) {
  if (!target) return '-'
  if (target.atLeast !== undefined) return ratio >= target.atLeast ? 'met' : 'short'
  return ratio <= target.atMost ? 'met' : 'short'
}

function targetText(target) {
  if (!target) return '-'
  return target.atLeast !== undefined ? `at least ${target.atLeast}` : `at most ${target.atMost}`
}

async function measure(group, options) {
  const { rows, ours, theirs } = await import(join(here, group, 'group.mjs'))
  const pairs = []
  for (let round = 0; round < options.rounds; round++) {
    process.stderr.write(`${group}: round ${round + 1} of ${options.rounds}\n`)
    pairs.push({ ours: await ours(options), theirs: await theirs(options) })
  }
  return rows.map(row => {
    const mine = pairs.map(pair => pair.ours[row.key])
    const other = pairs.map(pair => pair.theirs[row.key])
    const ratio = median(mine.map((value, i) => value / other[i]))
    return { group, ...row, ours: median(mine), theirs: median(other), ratio, met: verdict(ratio, row.target) }
  })
}

async function main() {
  const options = parseArguments(process.argv.slice(2))
  const results = []
  for (const group of options.groups) {
    const rows = await measure(group, options)
    results.push(...rows)
    console.log(`\n## ${group} (${cpus().length} cores, ${options.rounds} pairs, medians)\n`)
    console.log('| what | ours | theirs | ratio | target | met? |')
    console.log('| --- | ---: | ---: | ---: | --- | --- |')
    for (const row of rows) {
      console.log(`| ${row.what} | ${rounded(row.ours)} | ${rounded(row.theirs)} | ${rounded(row.ratio)} | ${targetText(row.target)} | ${row.met} |`)
    }
  }
  if (options.json) writeFileSync(options.json, JSON.stringify(results, null, 2))
}

await main()
