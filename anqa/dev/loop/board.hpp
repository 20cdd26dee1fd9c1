#pragma once

#include <string>
#include <unordered_set>

#include "anqa/otp/gen_server.hpp"

namespace anqa::dev {

/// Where the newest notice hangs: whoever joins gets it, and each that follows.
class Board : public GenServer {
 public:
  /// A notice, as JSON: a cast that pins it up, and what those who have joined get.
  struct Pinned {
    std::string json;
  };
  /// A call: the newest; the caller is told of all that follow, until it ends.
  struct Join {
    Pid who;
    using Reply = std::string;
  };

  void handle_cast(const Pinned& pinned);
  std::string handle_call(const Join& join);
  void handle_info(const Down& down) { readers_.erase(down.pid); }

 private:
  std::string newest_;
  std::unordered_set<Pid> readers_;
};

}  // namespace anqa::dev
