#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "anqa/otp/gen_server.hpp"

namespace shop::support {

/// What somebody said.
struct Line {
  std::int64_t number = 0;  ///< 1 for the first of its room
  std::string author;
  std::string text;
};

inline constexpr std::size_t longest_line = 500;  ///< bytes of its text
inline constexpr std::size_t lines_kept = 50;

/// One conversation with the shop's people: a process that knows the last lines. It ends when nobody has said
/// anything for a while, and starts empty when somebody comes again.
class Room : public anqa::GenServer {
 public:
  struct Options {
    std::string name;
    std::chrono::seconds quiet{std::chrono::minutes(30)};
  };

  /// Adds a line and gives it with its number.
  struct Say {
    std::string author;
    std::string text;
    using Reply = Line;
  };
  /// The last lines, oldest first.
  struct History {
    using Reply = std::vector<Line>;
  };

  explicit Room(Options options);

  Line handle_call(const Say& say);
  std::vector<Line> handle_call(const History&);
  void handle_timeout();

 private:
  Options options_;
  std::int64_t said_ = 0;
  std::deque<Line> lines_;
};

}  // namespace shop::support
