#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "../otp/measure.hpp"

/// What all sides of the group `data` share: the table, what is stored in it, the rows' names and counts.
/// None knows another's library.
namespace bench {

inline constexpr int stored_rows = 1000;

/// Of a row of the table `products`.
inline std::string name_of(std::int64_t number) { return "Product " + std::to_string(number); }
inline std::string description_of(std::int64_t number) {
  return "Number " + std::to_string(number) + ", of the best that there is.";
}

/// `PROGRAM ROW CALLERS PLACE`: a place is a file, or the address of a PostgreSQL database.
struct Work {
  std::string row;
  int callers = 1;
  std::string place;

  Work(int argc, char** argv) {
    check(argc == 4, "arguments: ROW CALLERS PLACE");
    row = argv[1];
    callers = std::atoi(argv[2]);
    place = argv[3];
  }
};

/// Does the work of one round again and again for about a second, after once for practice; prints how often a
/// second a piece of it was done. `round()` gives the number of pieces. Where nobody else takes part, as with
/// one caller of SQLite, it is a second of CPU, which others on the machine disturb less.
template <class Round>
void measure(const Work& work, Round round) {
  round();
  double pieces = 0;
  const Stopwatch watch;
  do {
    pieces += round();
  } while (watch.wall() < 1);
  const bool alone = work.callers == 1 && work.place.find('=') == std::string::npos;
  print(work.row, pieces / (alone ? watch.cpu() : watch.wall()));
  print(work.row + ".wall", watch.wall());
  print(work.row + ".cpu", watch.cpu());
}

/// The same work on so many threads at once; `make(thread)` gives what a thread does.
inline double on_threads(int threads, const std::function<double(int)>& work) {
  std::vector<double> done(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] { done[static_cast<std::size_t>(i)] = work(i); });
  }
  double all = 0;
  for (auto& thread : running) thread.join();
  for (const double each : done) all += each;
  return all;
}

}  // namespace bench
