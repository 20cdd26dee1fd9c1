#pragma once

#include "anqa/otp/gen_server.hpp"

namespace bench {

/// A server with one int of state.
class Counter : public anqa::GenServer {
 public:
  struct Add {
    using Reply = int;
  };
  struct Get {
    using Reply = int;
  };
  explicit Counter(int start) : count_(start) {}
  int handle_call(const Add&) { return count_++; }
  int handle_call(const Get&) const { return count_; }

 private:
  int count_;
};

}  // namespace bench
