#include "anqa/otp/gen_server.hpp"

class Counter : public anqa::GenServer {
 public:
  struct Get {
    using Reply = int;
  };
  int handle_call(const Get&) const { return 0; }
};

anqa::Task<int> ask(anqa::Server<Counter> counter) { co_return co_await anqa::call(counter, Counter::Get{}); }
