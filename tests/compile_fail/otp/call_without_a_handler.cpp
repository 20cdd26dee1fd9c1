// expect: this server has no handle_call for this message
#include "anqa/otp/gen_server.hpp"

class Counter : public anqa::GenServer {
 public:
  struct Get {
    using Reply = int;
  };
  struct Reset {
    using Reply = bool;
  };
  int handle_call(const Get&) const { return 0; }
};

anqa::Task<bool> ask(anqa::Server<Counter> counter) {
  co_return co_await anqa::call(counter, Counter::Reset{});
}
