#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

/// What our side and CAF's share: the command line, and how things are measured. Neither knows the other's
/// library.
namespace bench {

/// A row of a side: how it is measured, and how often its work is done unless told otherwise.
template <class World>
struct Row {
  std::string_view name;
  void (*run)(World&, int count);
  int count;
};

/// The command line of both: `PROGRAM ROW [--threads N] [--count N]`, or `PROGRAM --rows`, which lists them.
struct Arguments {
  std::string_view row;
  int threads = 0;  ///< scheduler threads; 0: as many as there are cores
  int count = 0;    ///< 0: as often as the row says

  Arguments(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const std::string_view word = argv[i];
      if (word == "--threads" && i + 1 < argc) {
        threads = std::atoi(argv[++i]);
      } else if (word == "--count" && i + 1 < argc) {
        count = std::atoi(argv[++i]);
      } else {
        row = word;
      }
    }
  }

  /// The row that was asked for; ends the program when there is none, or when all were to be listed.
  template <class World, std::size_t size>
  const Row<World>& choose(const Row<World> (&rows)[size]) const {
    for (const Row<World>& each : rows) {
      if (each.name == row) return each;
    }
    for (const Row<World>& each : rows)
      std::printf("%.*s\n", static_cast<int>(each.name.size()), each.name.data());
    if (row == "--rows") std::exit(0);
    std::fprintf(stderr, "no row \"%.*s\"; those above are there\n", static_cast<int>(row.size()),
                 row.data());
    std::exit(2);
  }
  template <class World>
  void run(const Row<World>& chosen, World& world) const {
    chosen.run(world, count > 0 ? count : chosen.count);
  }
};

/// What the operating system counts for this program: everything, also what an allocator keeps.
inline double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Seconds of CPU, in user mode and in the kernel, that all threads have spent.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Time since it was made, by the clock and by the CPU.
class Stopwatch {
 public:
  double wall() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }
  double cpu() const { return cpu_seconds() - cpu_begin_; }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double cpu_begin_ = cpu_seconds();
};

inline void print(std::string_view key, double value) {
  std::printf("%.*s %f\n", static_cast<int>(key.size()), key.data(), value);
  std::fflush(stdout);
}

/// Prints the rate, and beside it what it took: CPU time far above or below what the cores could give in that
/// time tells of spinning or of noise.
inline void print_rate(std::string_view row, int count, const Stopwatch& watch) {
  const double wall = watch.wall();
  const double cpu = watch.cpu();
  print(row, count / wall);
  std::printf("%.*s.wall %f\n%.*s.cpu %f\n", static_cast<int>(row.size()), row.data(), wall,
              static_cast<int>(row.size()), row.data(), cpu);
}

/// A benchmark that did not do its work has no figure.
inline void check(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "the work was not done: %s\n", what);
  std::_Exit(1);
}

}  // namespace bench
