import { execFileSync } from 'node:child_process'

/** Seconds of the compiler for a file, -O0 and without precompiled headers, the best of three: other load only ever adds to them. */
export function compileTime(file, folders) {
  const words = ['-std=c++23', '-O0', '-c', '-o', '/dev/null', ...folders.map(folder => `-I${folder}`), file]
  const time = 'TIMEFORMAT="%U %S"; { time "$0" "$@"; } 2>&1'
  const seconds = () => execFileSync('bash', ['-c', time, process.env.CXX ?? 'clang++-19', ...words], { encoding: 'utf8' })
    .trim().split(' ').reduce((sum, each) => sum + Number(each), 0)
  return Math.min(seconds(), seconds(), seconds())
}
